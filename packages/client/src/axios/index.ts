import type { AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { type AttachOptions, attacher } from '../attach.ts';
import type { MaskinportenClient } from '../options.ts';
import type { AccessToken } from '../token.ts';

export type { AttachOptions } from '../attach.ts';

/** Survives axios' copying of the configuration, which a symbol does not. */
const RESENT = 'portvaktResent';
type Config = InternalAxiosRequestConfig & { [RESENT]?: boolean };
type Redirect = NonNullable<Config['beforeRedirect']>;

/**
 * Adds a token to an axios instance's requests to the listed origins, and sends once more with a new one after 401.
 * @returns a function that installs it, and gives one that takes it away again
 * @throws ConfigurationError
 */
export function axiosInterceptor(
  client: MaskinportenClient,
  options: AttachOptions,
): (axios: AxiosInstance) => () => void {
  const attach = attacher(client, options);
  return (axios) => {
    const sent = new WeakMap<object, AccessToken>();

    const onRequest = async (config: Config): Promise<Config> => {
      const url = URL.parse(axios.getUri(config));
      const own = config.headers.has('authorization') || config.auth !== undefined;
      if (!url || (!config[RESENT] && !attach.concerns(url.origin, own))) return config;
      const token = await attach.token(questionOf(config, url));
      delete config.auth;
      config.headers.set('authorization', `Bearer ${token.value}`);
      config.beforeRedirect = leavingBehind((origin) => attach.concerns(origin, false), config.beforeRedirect);
      if (!config[RESENT]) sent.set(config, token);
      return config;
    };

    const again = async (response: AxiosResponse): Promise<AxiosResponse | undefined> => {
      const config = response.config as Config;
      const token = response.status === 401 ? sent.get(config) : undefined;
      if (!token || !attach.resends || !replayable(config.data) || !(await attach.renews(token))) return undefined;
      (response.data as { destroy?: () => void } | null)?.destroy?.();
      const next: Config = { ...config, [RESENT]: true };
      return axios.request(next);
    };

    const request = axios.interceptors.request.use(onRequest);
    const response = axios.interceptors.response.use(
      async (answer) => (await again(answer)) ?? answer,
      async (error: { response?: AxiosResponse }) => {
        const answer = error.response && (await again(error.response));
        if (answer) return answer;
        throw error;
      },
    );
    return () => {
      axios.interceptors.request.eject(request);
      axios.interceptors.response.eject(response);
    };
  };
}

/** The request as the option `request` sees it; without its body. */
function questionOf(config: Config, url: URL): Request {
  const { signal } = config;
  const headers = Object.entries(config.headers.toJSON(true)).flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
  return new Request(url, {
    method: (config.method ?? 'get').toUpperCase(),
    headers,
    ...(signal instanceof AbortSignal ? { signal } : {}),
  });
}

/** On Node axios keeps Authorization when a redirect goes to a sub host; the token is for the listed origins only. */
function leavingBehind(listed: (origin: string) => boolean, before: Redirect | undefined): Redirect {
  return (options, ...details) => {
    before?.(options, ...details);
    const headers = options['headers'] as Record<string, unknown> | undefined;
    const target = URL.parse(String(options['href']));
    if (!headers || (target && listed(target.origin))) return;
    for (const name of Object.keys(headers)) if (name.toLowerCase() === 'authorization') delete headers[name];
  };
}

/** As axios has transformed it: text and bytes can be sent again, streams and forms cannot. */
const replayable = (data: unknown): boolean =>
  data === undefined ||
  data === null ||
  typeof data === 'string' ||
  data instanceof ArrayBuffer ||
  ArrayBuffer.isView(data) ||
  data instanceof URLSearchParams;
