import type { MaskinportenClient } from './client.ts';
import { ConfigurationError } from './errors.ts';
import type { TokenRequest } from './request.ts';
import type { AccessToken } from './token.ts';

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

const listed = (origins: AttachOptions['origins'], origin: string): boolean =>
  origins.some((entry) => (typeof entry === 'string' ? entry.replace(/\/+$/, '') === origin : entry.test(origin)));

/** A `fetch` that adds a token for the listed origins, and sends once more with a new one after 401. */
export function createFetch(
  client: MaskinportenClient,
  options: AttachOptions & { fetch?: typeof fetch },
): typeof fetch {
  if (!Array.isArray(options.origins) || options.origins.length === 0)
    throw new ConfigurationError('origins is missing', {
      hint: 'List where the token may go, e.g. altinnOrigins("test")',
    });
  const base = options.fetch ?? globalThis.fetch;
  const kind = options.kind ?? client.defaultKind;
  const tokenFor = (request: Request): Promise<AccessToken> => {
    const wish = options.request?.(request);
    const call = { signal: request.signal };
    return kind === 'altinn' ? client.getAltinnToken(wish, call) : client.getToken(wish, call);
  };
  return async (input, init) => {
    const request = new Request(input, init);
    const own = request.headers.has('authorization') && !options.overwrite;
    if (own || !listed(options.origins, new URL(request.url).origin)) return base(request);
    const streams = init?.body instanceof ReadableStream || (input instanceof Request && input.body !== null);
    const spare = streams || options.resendOn401 === false ? undefined : request.clone();
    const token = await tokenFor(request);
    const response = await base(authorized(request, token));
    if (response.status !== 401 || !spare || token.source !== 'cache') return response;
    await response.body?.cancel();
    // Only the refused token goes: of many requests that it failed, the first renews it for all.
    await client.invalidate(token);
    return base(authorized(spare, await tokenFor(spare)));
  };
}

/** With the token on; a redirect to another origin loses Authorization by the rules of fetch. */
function authorized(request: Request, token: AccessToken): Request {
  const headers = new Headers(request.headers);
  headers.set('authorization', `Bearer ${token.value}`);
  return new Request(request, { headers });
}
