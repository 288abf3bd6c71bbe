import type { IncomingMessage } from 'node:http';

/** Requests that came by a name at which there are no pages. */
export const withoutPages = new WeakSet<IncomingMessage>();
