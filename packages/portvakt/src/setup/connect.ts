/** The APIs of an environment, asked with one client's key; each with the scopes that it needs and no more. */
import { decodeToken } from '@portvakt/client';
import { createSystemsClient, type SystemsClient } from '@portvakt/client/systems';
import { createSelfServiceApi, selfServiceBase } from '../self-service/api.ts';
import { type SandboxWish, sandboxToken } from '../self-service/sandbox-token.ts';
import { type ClientOptions, clientOf, platformOf } from '../tokens/settings.ts';
import type { Apis, SelfServiceOfSetup } from './actual.ts';
import type { Section } from './model.ts';
import { createOperatorApi } from './operator.ts';
import { createRegistryApi } from './registry.ts';

/** Scopes that each section is read and written with (maskinporten.md 6.1; system-register-and-users.md 1; altinn-pdp.md 12.1). */
export const SCOPES: Readonly<
  Record<Section, { readonly read: readonly string[]; readonly write: readonly string[] }>
> = {
  organizations: { read: ['portvakt:operator'], write: ['portvakt:operator'] },
  scopes: { read: ['idporten:scopes.read'], write: ['idporten:scopes.read', 'idporten:scopes.write'] },
  clients: { read: ['idporten:dcr.read'], write: ['idporten:dcr.read', 'idporten:dcr.write'] },
  resources: { read: [], write: ['altinn:resourceregistry/resource.write'] },
  systems: {
    read: ['altinn:authentication/systemregister.write'],
    write: ['altinn:authentication/systemregister.write'],
  },
  systemUserRequests: {
    read: ['altinn:authentication/systemuser.request.read'],
    write: ['altinn:authentication/systemuser.request.read', 'altinn:authentication/systemuser.request.write'],
  },
};

/** Where a set-up is applied, for people and for saved plans. */
export const targetOf = (options: ClientOptions): string =>
  options.environment === 'local' ? platformOf(options) : options.environment;

/** Where, and as whom. */
export interface SetupOptions extends ClientOptions {
  /** An organisation of the sandbox, whose tokens need no client and no key. */
  readonly org?: string;
  /** The spelling of every command that needs an administrator; --client-id and --key are taken too. */
  readonly adminClientId?: string;
  readonly adminKey?: string;
}

/** @param sections what will be asked for: tells whose the credentials are without a scope beyond those */
export async function connect(given: SetupOptions, sections: readonly Section[]): Promise<Apis> {
  const { adminClientId, adminKey } = given;
  const options = {
    ...given,
    ...(adminClientId === undefined ? {} : { clientId: adminClientId }),
    ...(adminKey === undefined ? {} : { key: adminKey }),
  };
  const read = sections.flatMap((section) => SCOPES[section].read);
  const scopes = read.length > 0 ? read : SCOPES.resources.write;
  const asker = options.org === undefined ? await byClient(options, scopes) : inSandbox(options, options.org);
  const platform = platformOf(options);
  const token = (wanted: readonly string[]) => () => asker.maskinporten(wanted);
  return {
    now: () => Date.now(),
    who: async () => whoIs(await anyToken(asker, scopes), asker.self),
    selfService: selfServiceOf(options, token),
    systems: systemsOf(platform, token),
    operator: createOperatorApi(platform, token(SCOPES.organizations.write)),
    registry: createRegistryApi(platform, () => asker.altinn(SCOPES.resources.write)),
  };
}

/** Who gives tokens with scopes. */
interface Asker {
  /** The client that asks, if it is one. */
  readonly self: string;
  maskinporten(scopes: readonly string[]): Promise<string>;
  altinn(scopes: readonly string[]): Promise<string>;
}

/** A token with any of the scopes: a client need not have them all to say whose it is. @throws what stood against the first */
async function anyToken(asker: Asker, scopes: readonly string[]): Promise<string> {
  const refusals: unknown[] = [];
  for (const scope of scopes) {
    try {
      return await asker.maskinporten([scope]);
    } catch (error) {
      refusals.push(error);
    }
  }
  throw refusals[0];
}

async function byClient(options: ClientOptions, scopes: readonly string[]): Promise<Asker> {
  const client = await clientOf({ ...options, scope: [...scopes] });
  return {
    self: options.clientId ?? '',
    maskinporten: async (scopes) => (await client.getToken({ scopes })).value,
    altinn: async (scopes) => (await client.getAltinnToken({ scopes })).value,
  };
}

/** @throws Error outside the sandbox */
function inSandbox(options: ClientOptions, organization: string): Asker {
  if (options.environment !== 'local')
    throw new Error(`--org is for the sandbox: for ${options.environment} give --admin-client-id and --admin-key.`);
  const base = platformOf(options);
  const known = new Map<string, Promise<string>>();
  const once = (issuer: SandboxWish['issuer']) => (scopes: readonly string[]) => {
    const key = [issuer, ...scopes].join(' ');
    const token =
      known.get(key) ?? sandboxToken(base, { organization, scopes, issuer }, '--admin-client-id and --admin-key');
    known.set(key, token);
    return token;
  };
  return { self: '', maskinporten: once('maskinporten'), altinn: once('altinn') };
}

type Token = (scopes: readonly string[]) => () => Promise<string>;

/** Reading asks for less than writing, so that a plan can be made by who may change nothing. */
function selfServiceOf(options: ClientOptions, token: Token): SelfServiceOfSetup {
  const base = selfServiceBase(options.environment, platformOf(options));
  const api = (scopes: readonly string[]) => createSelfServiceApi({ base, token: token(scopes) });
  const [readClients, writeClients] = [api(SCOPES.clients.read), api(SCOPES.clients.write)];
  const [readScopes, writeScopes] = [api(SCOPES.scopes.read), api(SCOPES.scopes.write)];
  return {
    clients: readClients.clients,
    client: readClients.client,
    keys: readClients.keys,
    createClient: writeClients.createClient,
    replaceClient: writeClients.replaceClient,
    deactivateClient: writeClients.deactivateClient,
    replaceKeys: writeClients.replaceKeys,
    scopes: readScopes.scopes,
    accesses: readScopes.accesses,
    createScope: writeScopes.createScope,
    replaceScope: writeScopes.replaceScope,
    deactivateScope: writeScopes.deactivateScope,
    giveAccess: writeScopes.giveAccess,
    takeAccess: writeScopes.takeAccess,
  };
}

function systemsOf(platform: string, token: Token): SystemsClient {
  const register = createSystemsClient({ platform, token: token(SCOPES.systems.write) });
  const readRequests = createSystemsClient({ platform, token: token(SCOPES.systemUserRequests.read) });
  const writeRequests = createSystemsClient({ platform, token: token(SCOPES.systemUserRequests.write) });
  const { requests, getRequest } = readRequests;
  const { request, deleteRequest } = writeRequests;
  return { ...register, requests, getRequest, request, deleteRequest };
}

/** The organisation of a token (maskinporten.md 3.2). @throws Error */
function whoIs(token: string, self: string): { readonly organization: string; readonly self: string } {
  const { consumer } = decodeToken(token).claims as { readonly consumer?: { readonly ID?: unknown } };
  const [, organization] = /^(?:0192|9908):(\d{9})/.exec(String(consumer?.ID)) ?? [];
  if (organization === undefined) throw new Error('The token does not say which organisation it is for.');
  return { organization, self };
}
