import { checkMembers, checkOptional } from './check.ts';
import { ConfigurationError } from './errors.ts';
import type { MaskinportenClient } from './options.ts';
import type { TokenRequest } from './request.ts';
import type { AccessToken } from './token.ts';

/** Which requests get a token, and which. */
export interface AttachOptions {
  /** The token goes nowhere else. */
  readonly origins: readonly (string | RegExp)[];
  /** Default `altinn` if the client has `altinn`. */
  readonly kind?: AccessToken['kind'];
  /** Replaces an Authorization that the caller has set. */
  readonly overwrite?: boolean;
  readonly resendOn401?: boolean;
  /** Another token for this request; undefined = the client's own. */
  readonly request?: (request: Request) => TokenRequest | undefined;
}

/** What the adapters for fetch, undici and axios have in common (client-library.md 7.8). */
export interface Attacher {
  /** False when the request is to pass untouched: another origin, or the caller's own Authorization. */
  concerns(origin: string, hasAuthorization: boolean): boolean;
  /** @throws what `getToken` and `getAltinnToken` throw */
  token(request: Request): Promise<AccessToken>;
  /**
   * After a 401 with this token: true when a new one may help, and then it has been dropped. Only the refused token goes: of many
   * requests that it failed, the first renews it for all.
   */
  renews(refused: AccessToken): Promise<boolean>;
  readonly resends: boolean;
}

/** @throws ConfigurationError */
export function attacher(client: MaskinportenClient, options: AttachOptions): Attacher {
  checkMembers(client, 'client', { getToken: 'a function', getAltinnToken: 'a function', invalidate: 'a function' });
  checkOptional(
    options,
    'options',
    { overwrite: 'true or false', resendOn401: 'true or false', request: 'a function', kind: 'a text' },
    '',
  );
  if (!Array.isArray(options?.origins) || options.origins.length === 0)
    throw new ConfigurationError('origins is missing', {
      hint: 'List where the token may go, e.g. altinnOrigins("test")',
    });
  if (!options.origins.every((entry) => typeof entry === 'string' || entry instanceof RegExp))
    throw new ConfigurationError('an entry of origins is neither a text nor a RegExp');
  const kind = options.kind ?? client.defaultKind;
  if (kind !== 'altinn' && kind !== 'maskinporten')
    throw new ConfigurationError('kind is unknown', { hint: 'Give "maskinporten" or "altinn"' });
  const listed = (origin: string): boolean =>
    options.origins.some((entry) =>
      typeof entry === 'string' ? entry.replace(/\/+$/, '') === origin : entry.test(origin),
    );
  return {
    concerns: (origin, hasAuthorization) => (!hasAuthorization || options.overwrite === true) && listed(origin),
    token(request) {
      const wish = options.request?.(request);
      const call = { signal: request.signal };
      return kind === 'altinn' ? client.getAltinnToken(wish, call) : client.getToken(wish, call);
    },
    resends: options.resendOn401 !== false,
    async renews(refused) {
      if (refused.source !== 'cache') return false;
      await client.invalidate(refused);
      return true;
    },
  };
}
