import { type AttachOptions, attacher } from './attach.ts';
import { checkOptional } from './check.ts';
import type { MaskinportenClient } from './options.ts';
import type { AccessToken } from './token.ts';

/** A `fetch` that adds a token for the listed origins, and sends once more with a new one after 401. @throws ConfigurationError */
export function createFetch(
  client: MaskinportenClient,
  options: AttachOptions & { fetch?: typeof fetch },
): typeof fetch {
  const attach = attacher(client, options);
  checkOptional(options, 'options', { fetch: 'a function' }, '');
  const base = options.fetch ?? globalThis.fetch;
  return async (input, init) => {
    const request = new Request(input, init);
    if (!attach.concerns(new URL(request.url).origin, request.headers.has('authorization'))) return base(request);
    const streams = init?.body instanceof ReadableStream || (input instanceof Request && input.body !== null);
    const spare = streams || !attach.resends ? undefined : request.clone();
    const token = await attach.token(request);
    const response = await base(authorized(request, token));
    if (response.status !== 401 || !spare || token.source !== 'cache') return response;
    await response.body?.cancel();
    await attach.renews(token);
    return base(authorized(spare, await attach.token(spare)));
  };
}

/** With the token on; a redirect to another origin loses Authorization by the rules of fetch. */
function authorized(request: Request, token: AccessToken): Request {
  const headers = new Headers(request.headers);
  headers.set('authorization', `Bearer ${token.value}`);
  return new Request(request, { headers });
}
