import { call, isObject } from './http.ts';

/** Whose token it shall be, and for what. */
export interface SandboxWish {
  readonly organization: string;
  readonly scopes: readonly string[];
  readonly issuer: 'maskinporten' | 'altinn';
}

/**
 * An organisation's token, which a sandbox gives to whoever asks.
 * @param base of the platform, without a trailing slash
 * @param instead what to give where there is no sandbox
 * @throws Error that says what to give; ApiError
 */
export async function sandboxToken(base: string, wish: SandboxWish, instead: string): Promise<string> {
  if (!/^\d{9}$/.test(wish.organization)) throw new Error('--org must be the nine digits of an organisation number.');
  const { body } = await call({ base }, 'POST', '/sandbox/tokens', { body: wish, also: [404] });
  if (isObject(body) && typeof body['token'] === 'string') return body['token'];
  throw noSandbox(base, instead);
}

/** What to say of a platform without the sandbox's doors. */
export const noSandbox = (base: string, instead: string): Error =>
  new Error(`${base} is no sandbox of Portvakt: give ${instead}.`);
