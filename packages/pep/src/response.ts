import type { Refusal } from './decide.ts';

/** A refusal as the web's own answer. */
export const responseOf = ({ status, headers, body }: Refusal): Response =>
  new Response(JSON.stringify(body), { status, headers });
