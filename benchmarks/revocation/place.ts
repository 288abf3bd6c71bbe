/** Three nodes as shipped on one PostgreSQL, and what is given and taken away again on one of them. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type Running, start } from '../../test/running.ts';

const OWNER = '310013579';
const ASKING = '310001236';
const CUSTOMER = { organization: '310044423', partyId: 50_020_008, director: '01816010027' };
const VENDOR = '310019747';
const SCOPE = 'skogdir:felling.write';
const OWN_SCOPES = ['altinn:authentication/systemregister.write', 'altinn:authentication/systemuser.request.write'];
const RESOURCE = 'ttd-lonnsrapport';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Something that is given, and taken away. */
export interface Giving {
  readonly name: string;
  /** Gives it, on the first node. @returns what takes it away, acknowledged when it resolves */
  give(): Promise<() => Promise<void>>;
  /** Whether a node still lets it be used. */
  isGood(node: string): Promise<boolean>;
}

/** @param database URL */
export async function startNodes(database: string): Promise<readonly [Running, Running, Running]> {
  const first = await start(database);
  const other = () => start(database, { more: ['--base-url', first.base] });
  return [first, ...(await Promise.all([other(), other()]))];
}

async function asked(method: string, url: string, more: { token?: string; body?: unknown } = {}): Promise<Response> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(more.token === undefined ? {} : { authorization: `Bearer ${more.token}` }),
      ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function read<T>(...request: Parameters<typeof asked>): Promise<T> {
  return (await (await asked(...request)).json()) as T;
}

/** What is done and asked for on the nodes. */
export class Place {
  readonly #first: Running;
  readonly #tokens = new Map<string, string>();

  constructor(first: Running) {
    this.#first = first;
  }

  /** What each is measured by. */
  async givings(): Promise<readonly Giving[]> {
    return [await this.#scopeAccess(), await this.#clientKey(), await this.#systemUser()];
  }

  async #token(wish: object): Promise<string> {
    const key = JSON.stringify(wish);
    const known = this.#tokens.get(key);
    if (known !== undefined) return known;
    const { token } = await read<{ token: string }>('POST', `${this.#first.base}/sandbox/tokens`, { body: wish });
    this.#tokens.set(key, token);
    return token;
  }

  /** As its organisation registers it. */
  async #client(organization: string, scopes: readonly string[]): Promise<string> {
    const token = await this.#token({ organization, scopes: ['idporten:dcr.write'], issuer: 'maskinporten' });
    const body = { integration_type: 'maskinporten', client_name: 'Revocation', scopes };
    const api = `${this.#first.base}/selvbetjening/api/v1/clients`;
    const { client_id } = await read<{ client_id: string }>('POST', api, { token, body });
    return client_id;
  }

  async #addKey(clientId: string, organization: string, kid: string): Promise<() => Promise<void>> {
    const token = await this.#token({ organization, scopes: ['idporten:dcr.write'], issuer: 'maskinporten' });
    const keys = `${this.#first.base}/selvbetjening/api/v1/clients/${clientId}/jwks`;
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
    await asked('POST', keys, { token, body: { keys: [jwk] } });
    return async () => void (await asked('DELETE', `${keys}/${kid}`, { token }));
  }

  async #isGiven(node: string, clientId: string, scope: string, kid = 'k'): Promise<boolean> {
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: grant({ aud: this.#first.issuer, iss: clientId, scope }, kid),
    });
    const answer = await fetch(`${node}/maskinporten/token`, { method: 'POST', body });
    const text = await answer.text();
    if (![200, 400, 403].includes(answer.status)) throw new Error(`${answer.status} ${text}`);
    return answer.status === 200;
  }

  async #scopeAccess(): Promise<Giving> {
    const owner = await this.#token({ organization: OWNER, scopes: ['idporten:scopes.write'], issuer: 'maskinporten' });
    const url = `${this.#first.base}/selvbetjening/api/v1/scopes/access/${CUSTOMER.organization}?scope=${SCOPE}`;
    await asked('PUT', url, { token: owner });
    const clientId = await this.#client(CUSTOMER.organization, [SCOPE]);
    await this.#addKey(clientId, CUSTOMER.organization, 'k');
    // Only who has access may ask for it: it is given anew each time.
    await asked('DELETE', url, { token: owner });
    return {
      name: 'access to a scope',
      give: async () => {
        await asked('PUT', url, { token: owner });
        return async () => void (await asked('DELETE', url, { token: owner }));
      },
      isGood: (node) => this.#isGiven(node, clientId, SCOPE),
    };
  }

  async #clientKey(): Promise<Giving> {
    const scope = 'altinn:instances.read';
    const clientId = await this.#client(CUSTOMER.organization, [scope]);
    let kid = '';
    return {
      name: 'key of a client',
      give: () => {
        kid = randomUUID();
        return this.#addKey(clientId, CUSTOMER.organization, kid);
      },
      isGood: (node) => this.#isGiven(node, clientId, scope, kid),
    };
  }

  async #systemUser(): Promise<Giving> {
    const api = `${this.#first.base}/authentication/api/v1`;
    const clientId = await this.#client(VENDOR, OWN_SCOPES);
    const token = await this.#token({ client: clientId, scopes: OWN_SCOPES, issuer: 'maskinporten' });
    const person = await this.#token({ person: CUSTOMER.director });
    const asking = await this.#token({ organization: ASKING, scopes: ['altinn:authorization/authorize'] });
    const texts = { nb: 'Måling', nn: 'Måling', en: 'Measured' };
    const rights = [{ resource: [{ id: 'urn:altinn:resource', value: RESOURCE }] }];
    const id = `${VENDOR}_revocation`;
    const system = {
      id,
      vendor: { ID: `0192:${VENDOR}` },
      name: texts,
      description: texts,
      rights,
      clientId: [clientId],
    };
    await asked('POST', `${api}/systemregister/vendor`, { token, body: { ...system, isVisible: false } });
    let user = '';
    return {
      name: 'system user',
      give: async () => {
        const wish = { systemId: id, partyOrgNo: CUSTOMER.organization, rights };
        const request = await read<{ id: string }>('POST', `${api}/systemuser/request/vendor`, { token, body: wish });
        user = request.id;
        await asked('POST', `${api}/systemuser/request/${CUSTOMER.partyId}/${user}/approve`, { token: person });
        const gone = user;
        return async () =>
          void (await asked('DELETE', `${api}/systemuser/${CUSTOMER.partyId}/${gone}`, { token: person }));
      },
      isGood: (node) => isPermitted(node, asking, user),
    };
  }
}

async function isPermitted(node: string, token: string, systemUser: string): Promise<boolean> {
  const part = (...pairs: readonly (readonly [string, string])[]) => [
    { Attribute: pairs.map(([AttributeId, Value]) => ({ AttributeId, Value })) },
  ];
  const body = {
    Request: {
      AccessSubject: part(['urn:altinn:systemuser:uuid', systemUser]),
      Action: part(['urn:oasis:names:tc:xacml:1.0:action:action-id', 'read']),
      Resource: part(
        ['urn:altinn:resource', RESOURCE],
        ['urn:altinn:organization:identifier-no', CUSTOMER.organization],
      ),
    },
  };
  const url = `${node}/authorization/api/v1/authorize`;
  const { response } = await read<{ response: readonly { decision: string }[] }>('POST', url, { token, body });
  return response[0]?.decision === 'Permit';
}

function grant(claims: object, kid: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'RS256', kid })}.${part({ ...claims, iat: now, exp: now + 100, jti: randomUUID() })}`;
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}
