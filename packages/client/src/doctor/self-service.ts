import { type HttpOptions, string } from '../answer.ts';
import type { Environment } from '../environments.ts';
import { send } from '../http.ts';
import { thumbprint } from '../signer.ts';

const MOST_CLIENTS = 50;
const CLIENT_ID = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** A key that is registered on a client. */
export interface RegisteredKey {
  readonly kid: string;
  /** RFC 7638. */
  readonly thumbprint: string;
  readonly expires: Date | undefined;
}

/** A client as its administrator sees it. */
export interface RegisteredClient {
  readonly name: string;
  readonly active: boolean;
  readonly type: string;
  readonly scopes: readonly string[];
  readonly keys: readonly RegisteredKey[];
  readonly changed: Date | undefined;
}

/** Where the self-service API of an environment is; undefined where nobody knows. */
export function selfServiceOf({ name, issuer, altinnPlatform }: Environment): string | undefined {
  if (issuer === 'https://maskinporten.no/') return 'https://api.samarbeid.digdir.no';
  if (issuer === 'https://test.maskinporten.no/') return 'https://api.test.samarbeid.digdir.no';
  return name === 'local' && altinnPlatform !== undefined ? `${altinnPlatform}/selvbetjening` : undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** The self-service API, read with an administrator's token. What it refuses to tell is undefined: it only helps. */
export class SelfServiceView {
  readonly #base: string;
  readonly #token: string;
  readonly #http: HttpOptions;

  constructor(base: string, token: string, http: HttpOptions) {
    this.#base = base;
    this.#token = token;
    this.#http = http;
  }

  /** The client with its keys. */
  async client(clientId: string): Promise<RegisteredClient | undefined> {
    if (!CLIENT_ID.test(clientId)) return undefined;
    const [client, keys] = [await this.#get(`/clients/${clientId}`), await this.#get(`/clients/${clientId}/jwks`)];
    if (!isObject(client)) return undefined;
    const list = isObject(keys) && Array.isArray(keys['keys']) ? keys['keys'].filter(isObject) : [];
    const times = [client['last_updated'], ...list.map((key) => key['created'])].flatMap(dateOf);
    return {
      name: string(client['client_name']) ?? '',
      active: client['active'] !== false,
      type: string(client['integration_type']) ?? 'maskinporten',
      scopes: Array.isArray(client['scopes']) ? client['scopes'].map(String) : [],
      keys: await Promise.all(list.map(keyOf)),
      changed: times.sort((a, b) => b.getTime() - a.getTime())[0],
    };
  }

  /** The other client of the organisation on which a key is registered. */
  async clientWithKey(id: string, except: string): Promise<string | undefined> {
    const all = await this.#get('/clients');
    const ids = (Array.isArray(all) ? all.filter(isObject) : []).flatMap((one) => string(one['client_id']) ?? []);
    for (const clientId of ids.filter((one) => one !== except).slice(0, MOST_CLIENTS)) {
      const keys = (await this.client(clientId))?.keys ?? [];
      if (keys.some((key) => key.thumbprint === id)) return clientId;
    }
    return undefined;
  }

  async #get(path: string): Promise<unknown> {
    try {
      const headers = { authorization: `Bearer ${this.#token}`, accept: 'application/json' };
      const { status, text } = await send(`${this.#base}/api/v1${path}`, { headers }, this.#http);
      return status === 200 ? (JSON.parse(text) as unknown) : undefined;
    } catch {
      return undefined;
    }
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const dateOf = (value: unknown): Date[] => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? [] : [new Date(time)];
};

async function keyOf({ kid, n, e, exp }: Json): Promise<RegisteredKey> {
  return {
    kid: string(kid) ?? '',
    thumbprint: typeof n === 'string' && typeof e === 'string' ? await thumbprint(n, e) : '',
    expires: typeof exp === 'number' ? new Date(exp * 1000) : undefined,
  };
}

/** A token to read the client's own registration with, which the sandbox gives to whoever asks. */
export async function sandboxAdminToken(
  platform: string,
  who: { readonly clientId: string; readonly organization: string | undefined },
  http: HttpOptions,
): Promise<string | undefined> {
  const json = async (path: string, body?: object): Promise<unknown> => {
    const init = body
      ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : {};
    const { status, text } = await send(`${platform}${path}`, init, http);
    return status === 200 ? (JSON.parse(text) as unknown) : undefined;
  };
  try {
    const found = await json(`/sandbox/clients?query=${encodeURIComponent(who.clientId)}`);
    const line = (Array.isArray(found) ? found.filter(isObject) : []).find((one) => one['clientId'] === who.clientId);
    const organization = string(line?.['organization']) ?? who.organization;
    if (organization === undefined) return undefined;
    const wish = { organization, scopes: ['idporten:dcr.read'], issuer: 'maskinporten' };
    const made = await json('/sandbox/tokens', wish);
    return isObject(made) ? string(made['token']) : undefined;
  } catch {
    return undefined;
  }
}
