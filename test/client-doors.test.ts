import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@portvakt/client';
import { type KeySource, PortvaktError, type Signer } from '@portvakt/client';
import * as axiosDoors from '@portvakt/client/axios';
import * as azureDoors from '@portvakt/client/azure';
import * as doctorDoors from '@portvakt/client/doctor';
import * as nodeDoors from '@portvakt/client/node';
import * as pdpDoors from '@portvakt/client/pdp';
import * as systemsDoors from '@portvakt/client/systems';
import * as testingDoors from '@portvakt/client/testing';
import * as undiciDoors from '@portvakt/client/undici';
import * as validateDoors from '@portvakt/client/validate';
import { describe, expect, it } from 'vitest';
import { bareErrors } from './hostile.ts';

const folder = mkdtempSync(join(tmpdir(), 'portvakt-doors-'));
const platform = 'http://localhost:1';
const token = async () => 'a.b.c';
/** A server that answers everything with what nobody has asked for. */
const fetch = async () => new Response('{"response":[null]}', { status: 200 });
const CLIENT_ID = '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34';
const READ = 'altinn:instances.read';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', kid: 'key-1' };
const fake = testingDoors.fakeMaskinporten({ clients: [{ clientId: CLIENT_ID, keys: [key] }] });
const options = { clientId: CLIENT_ID, key: core.jwk(key), scopes: READ };
const client = core.createMaskinportenClient({ ...options, environment: fake.environment, fetch: fake.fetch });
const signerOf = async (source: KeySource): Promise<Signer> => source.signer();
const stored = join(folder, 'key.json');
writeFileSync(stored, JSON.stringify(key));
const settings = join(folder, 'settings.json');
writeFileSync(settings, JSON.stringify({ authority: 'https://test.maskinporten.no/', clientId: 'x', jwk: key }));
const pemText = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
const attach = { origins: [platform], kind: 'altinn', overwrite: true, resendOn401: true, request: () => undefined };
const question = {
  subject: [{ id: 'urn:altinn:userid', value: '1' }],
  action: 'read',
  resource: { app: 'ttd/demo', instance: '1/2', task: 'Task_1', party: { partyId: 1 } },
};
const principal = { kind: 'person', issuer: 'altinn', scopes: new Set(['a']), userId: 1, claims: {} };
const credential = { getToken: async () => null };
const vault = { vaultUrl: 'https://x.vault.azure.net', name: 'n', credential, refreshMs: 5, client: {} };
const request = {
  scopes: [READ],
  resource: ['https://a.example/'],
  consumerOrg: '310044423',
  pid: '1',
  systemUser: { org: '310044423', externalRef: 'a' },
};
const altinn = { environment: 'tt02', testOrg: true, enterpriseUser: { name: 'u', password: 'p' } };
const all = {
  ...options,
  ...request,
  environment: { name: 'x', issuer: `${platform}/`, tokenEndpoint: `${platform}/token`, altinnPlatform: platform },
  fetch,
  altinn,
  cache: core.memoryCache(),
  assertion: { lifetimeSeconds: 100, backdateSeconds: 5 },
  renewal: { softSeconds: 1, hardSeconds: 1 },
  retry: { attempts: 1, baseMs: 1, capMs: 1 },
  timeoutMs: 1000,
  deadlineMs: 1000,
  failureMemoryMs: 1,
  hooks: { onTokenRequest: () => {}, onTokenResult: () => {} },
};
const call = { refresh: false, signal: new AbortController().signal };
const refusing = { ...all, fetch: async () => new Response('{}', { status: 400 }) };

// biome-ignore lint/suspicious/noExplicitAny: what is wrong is given on purpose
type Door = (...args: any[]) => unknown;
const systems =
  (method: string): Door =>
  (...args) => {
    const made = systemsDoors.createSystemsClient({ platform, token, fetch }) as unknown as Record<string, Door>;
    const result = made[method]?.(...args);
    return Symbol.asyncIterator in Object(result) ? (result as AsyncGenerator).next() : result;
  };
const pdp =
  (method: 'decide' | 'decideAll' | 'evaluate'): Door =>
  (...args) =>
    (pdpDoors.createPdpClient({ platform, token, fetch }) as unknown as Record<string, Door>)[method]?.(...args);

const registration = { id: 's', vendor: { ID: '0192:310044423' }, name: {}, description: {} };
const DOORS: Readonly<Record<string, readonly [Door, readonly unknown[]]>> = {
  createMaskinportenClient: [(made) => core.createMaskinportenClient(made).getToken(), [all]],
  'createMaskinportenClient, refused': [(made) => core.createMaskinportenClient(made).getToken(), [refusing]],
  'client.getToken': [(...args) => client.getToken(...args), [request, call]],
  'client.getAltinnToken': [(...args) => client.getAltinnToken(...args), [{ ...request, ...altinn }, call]],
  'client.peek': [(...args) => client.peek(...args), [request, 'maskinporten']],
  'client.invalidate': [(what) => client.invalidate(what), [request]],
  'client.with': [(over) => client.with(over).getToken(), [{ ...request, ...altinn }]],
  localEnvironment: [core.localEnvironment, [platform]],
  altinnOrigins: [
    core.altinnOrigins as Door,
    [{ name: 'x', issuer: platform, altinnPlatform: platform, appsBase: () => platform }],
  ],
  jwk: [(...args) => signerOf((core.jwk as Door)(...args) as KeySource), [key, { kid: 'k', alg: 'RS256' }]],
  'jwk, a set': [(...args) => signerOf((core.jwk as Door)(...args) as KeySource), [{ keys: [key] }]],
  pem: [(...args) => signerOf((core.pem as Door)(...args) as KeySource), [pemText, { kid: 'k', certificate: 'c' }]],
  memoryCache: [core.memoryCache as Door, [{ maxEntries: 5 }]],
  createFetch: [(...args) => (core.createFetch as Door)(...args), [client, { ...attach, fetch }]],
  createAssertion: [
    core.createAssertion as Door,
    [
      await core.jwk(key).signer(),
      { ...request, audience: 'a', clientId: 'c', now: 1, lifetimeSeconds: 100, jti: 'j' },
    ],
  ],
  requestToken: [
    core.requestToken as Door,
    [`${platform}/token`, 'a.b.c', { fetch, timeoutMs: 1000, signal: call.signal }],
  ],
  exchangeToken: [
    core.exchangeToken as Door,
    [platform, 'a.b.c', { fetch, testOrg: true, enterpriseUser: { name: 'u', password: 'p' } }],
  ],
  decodeToken: [core.decodeToken as Door, ['a.b.c']],
  fromEnv: [
    nodeDoors.fromEnv as Door,
    [
      {
        MASKINPORTEN_CLIENT_ID: 'x',
        MASKINPORTEN_CLIENT_JWK: '{}',
        MASKINPORTEN_ISSUER: platform,
        ALTINN_EXCHANGE: '1',
      },
    ],
  ],
  'fromEnv, its key': [
    (env) => signerOf(nodeDoors.fromEnv(env).key),
    [{ MASKINPORTEN_CLIENT_ID: 'x', MASKINPORTEN_PKCS12_BASE64: 'AAAA', PORTVAKT_URL: platform }],
  ],
  fromDotnetSettings: [
    nodeDoors.fromDotnetSettings as Door,
    [{ ClientId: 'x', EncodedJwk: '{}', Environment: 'test', EnableDebugLogging: 'false' }],
  ],
  fromSettingsFile: [nodeDoors.fromSettingsFile as Door, [settings]],
  findConfiguration: [
    nodeDoors.findConfiguration as Door,
    [{ env: { MASKINPORTEN_CLIENT_ID: 'x' }, file: settings, folder, onlyEnv: true }],
  ],
  certificateLife: [nodeDoors.certificateLife as Door, ['AAAA']],
  examine: [
    (doors, wishes) => doctorDoors.examine(doors, wishes),
    [
      { configuration: () => ({ from: 'x', remarks: [], warnings: [], secrets: [], settings: all }), fetch },
      { organization: '310044423', systemId: 's', redirectUrl: platform, resource: 'ttd-x', action: 'read' },
    ],
  ],
  keyFile: [
    (...args) => signerOf((nodeDoors.keyFile as Door)(...args) as KeySource),
    [stored, { kid: 'k', pollMs: 5 }],
  ],
  keyStore: [
    (...args) => signerOf((nodeDoors.keyStore as Door)(...args) as KeySource),
    [folder, { name: 'n', kid: 'k', environment: 'test' }],
  ],
  pkcs12: [
    (...args) => signerOf((nodeDoors.pkcs12 as Door)(...args) as KeySource),
    [{ base64: 'AAAA', password: 'p', kid: 'k' }],
  ],
  'pkcs12, bytes': [(given) => signerOf(nodeDoors.pkcs12(given)), [{ bytes: Buffer.of(48, 0) }]],
  'pkcs12, file': [(given) => signerOf(nodeDoors.pkcs12(given)), [{ file: stored }]],
  fileCache: [(path) => nodeDoors.fileCache(path).get('k'), [join(folder, 'cache.json')]],
  keyVaultSecret: [azureDoors.keyVaultSecret as Door, [vault]],
  keyVaultKey: [azureDoors.keyVaultKey as Door, [{ ...vault, x5c: ['a'] }]],
  createPdpClient: [
    (made) => pdpDoors.createPdpClient(made).decide(question as never),
    [{ platform, token, subscriptionKey: 'k', cacheMs: 1, cacheEntries: 1, explainInSandbox: true, fetch }],
  ],
  'pdp.decide': [pdp('decide'), [question, call]],
  'pdp.decideAll': [pdp('decideAll'), [[question, question], call]],
  'pdp.evaluate': [pdp('evaluate'), [{ Request: {} }, call]],
  subjectOf: [pdpDoors.subjectOf as Door, [principal]],
  createTokenValidator: [
    (made) =>
      validateDoors
        .createTokenValidator(made)('a.b.c')
        .catch((error: Error) => Promise.reject(error)),
    [{ environments: ['test'], accept: ['altinn'], scopes: [['a']], audience: 'a', clockToleranceSeconds: 1, fetch }],
  ],
  'the validator': [
    (...args) => (validateDoors.createTokenValidator({ environments: ['test'] }) as Door)(...args),
    ['a.b.c', call],
  ],
  principalOf: [validateDoors.principalOf as Door, [{ scope: 'a', consumer: { ID: 'x' } }, 'altinn']],
  createSystemsClient: [(made) => systemsDoors.createSystemsClient(made).list(), [{ platform, token, fetch }]],
  rightTo: [systemsDoors.rightTo as Door, ['ttd/demo']],
  'systems.register': [systems('register'), [registration, call]],
  'systems.update': [systems('update'), [registration, call]],
  'systems.setRights': [systems('setRights'), ['s', [], call]],
  'systems.setAccessPackages': [systems('setAccessPackages'), ['s', [], call]],
  'systems.get': [systems('get'), ['s', call]],
  'systems.list': [systems('list'), [call]],
  'systems.delete': [systems('delete'), ['s', call]],
  'systems.request': [systems('request'), [{ systemId: 's', partyOrgNo: '1' }, 'standard', call]],
  'systems.getRequest': [systems('getRequest'), ['r', 'standard', call]],
  'systems.deleteRequest': [systems('deleteRequest'), ['r', call]],
  'systems.requests': [systems('requests'), ['s', 'agent', call]],
  'systems.waitForApproval': [systems('waitForApproval'), ['r', { kind: 'agent', timeoutMs: 1, signal: call.signal }]],
  'systems.requestChange': [systems('requestChange'), ['u', 'c', {}, call]],
  'systems.getChange': [systems('getChange'), ['c', call]],
  'systems.waitForChange': [systems('waitForChange'), ['c', { timeoutMs: 1, signal: call.signal }]],
  'systems.find': [systems('find'), [{ systemId: 's', org: '1', externalRef: 'e' }, call]],
  'systems.users': [systems('users'), ['s', call]],
  axiosInterceptor: [axiosDoors.axiosInterceptor as Door, [client, attach]],
  undiciInterceptor: [undiciDoors.undiciInterceptor as Door, [client, attach]],
  fakeMaskinporten: [
    testingDoors.fakeMaskinporten as Door,
    [{ clients: [{ clientId: CLIENT_ID, keys: [key] }], base: platform }],
  ],
  fakeClock: [testingDoors.fakeClock as Door, [5]],
};

/** Answers to what is given to them are tried elsewhere. */
const ELSEWHERE = ['keyVaultSecretById', 'keyVaultKeyById', 'requireScopes'];

describe('every public door of the client', () => {
  it.each(Object.entries(DOORS))('%s says what is wrong with what it was given', async (_name, [door, args]) => {
    expect(await bareErrors(door, args, PortvaktError)).toEqual([]);
  });

  it('is among those that are tried', () => {
    const modules = [
      core,
      nodeDoors,
      doctorDoors,
      azureDoors,
      pdpDoors,
      validateDoors,
      systemsDoors,
      axiosDoors,
      undiciDoors,
      testingDoors,
    ];
    const doors = modules.flatMap((module) =>
      Object.entries(module).flatMap(([name, value]) =>
        typeof value === 'function' && !(value.prototype instanceof Error) ? [name] : [],
      ),
    );
    const tried = [...Object.keys(DOORS), ...ELSEWHERE];
    expect([...new Set(doors)].filter((name) => !tried.includes(name))).toEqual([]);
  });
});
