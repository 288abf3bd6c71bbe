import {
  type Answer,
  DEFAULT_TIMEOUT_MS,
  type ExchangeOptions,
  type HttpOptions,
  string,
  type TokenResponse,
} from './answer.ts';
import { boundedText } from './bounded.ts';
import { utf8 } from './bytes.ts';
import { ExchangeError, NetworkError } from './errors.ts';

const TRACE = /^[\da-f]{2}(?:-[\da-f]+){3}$/;
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** One request with its body read; a hanging server is left after `timeoutMs`, and one that never ends before that. */
export async function send(url: string, init: RequestInit, options: HttpOptions): Promise<Answer> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const host = new URL(url).host;
  const traceparent = options.traceparent?.() ?? '';
  try {
    // Not 'error': Workers do not know it, and a redirect is told apart from a host that is away.
    const response = await (options.fetch ?? globalThis.fetch)(url, {
      ...init,
      ...(TRACE.test(traceparent) && { headers: { ...init.headers, traceparent } }),
      signal,
      redirect: 'manual',
    });
    const { status, headers } = response;
    if (!status || (status >= 300 && status < 400)) {
      void response.body?.cancel();
      throw new NetworkError('NETWORK', `${host} answered with a redirect, which is not followed`, {
        retryable: false,
        hint: 'Check the address: a proxy or log-in page may answer instead',
      });
    }
    return { status, text: await boundedText(response, host), headers };
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (cause instanceof NetworkError) throw cause;
    const details = { cause, host, hint: 'Check the address, the network, and whether a proxy is needed' };
    throw timeout.aborted
      ? new NetworkError(
          'TIMEOUT',
          `${host} did not answer within ${options.timeoutMs ?? DEFAULT_TIMEOUT_MS} ms`,
          details,
        )
      : new NetworkError('NETWORK', `${host} could not be reached`, details);
  }
}

const json = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** Loaded when needed: most programs never see a refusal, and on the edge every kilobyte counts. */
const refusals = () => import('./refusals.ts');
const checks = () => import('./check-sending.ts');

/** Sends an assertion to the token endpoint, once. @throws TokenRequestError, NetworkError */
export async function requestToken(
  endpoint: string,
  assertion: string,
  options: HttpOptions = {},
): Promise<TokenResponse> {
  const { checkSending } = await checks();
  checkSending(endpoint, 'endpoint', assertion, 'assertion', options);
  const body = new URLSearchParams({ grant_type: JWT_BEARER, assertion });
  const answer = await send(
    endpoint,
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: body.toString(),
    },
    options,
  );
  const members = json(answer.text);
  const ok = answer.status >= 200 && answer.status < 300;
  const token = string(members['access_token']);
  if (ok && token !== undefined) return members as unknown as TokenResponse;
  throw (await refusals()).tokenRefusal(endpoint, answer, members, ok);
}

const quoted = (text: string): string | undefined => {
  try {
    return string(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const base64 = (text: string): string => btoa(String.fromCharCode(...utf8(text)));

/** Exchanges a Maskinporten token for an Altinn token, once. @throws ExchangeError, EnterpriseUserError, NetworkError */
export async function exchangeToken(platform: string, token: string, options: ExchangeOptions = {}): Promise<string> {
  (await checks()).checkExchange(platform, token, options);
  const url = `${platform.replace(/\/+$/, '')}/authentication/api/v1/exchange/maskinporten${options.testOrg ? '?test=true' : ''}`;
  const user = options.enterpriseUser;
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    ...(user ? { 'x-altinn-enterpriseuser-authentication': base64(`${user.name}:${user.password}`) } : {}),
  };
  const answer = await send(url, { method: 'GET', headers }, options);
  if (answer.status >= 200 && answer.status < 300) {
    const text = answer.text.trim();
    const value = text.startsWith('"') ? quoted(text) : text;
    if (value?.split('.').length === 3) return value;
    throw new ExchangeError('EXCHANGE_UNAVAILABLE', `${new URL(url).host} answered ${answer.status} without a token`, {
      status: answer.status,
      retryable: true,
    });
  }
  const { enterpriseRefusal, exchangeRefusal } = await refusals();
  throw user ? enterpriseRefusal(answer, user.name, url) : exchangeRefusal(answer, url);
}
