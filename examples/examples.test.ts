import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { main as enterpriseUser } from './enterprise-user.ts';
import { main as organisation } from './organisation.ts';
import { main as protectAnApi } from './protect-an-api.ts';
import { settingsFrom } from './settings.ts';
import { main as systemUser } from './system-user.ts';

const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const INSTANCES = ['altinn:instances.read', 'altinn:instances.write'];

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());
afterEach(() => vi.unstubAllEnvs());

/** Runs an example as its user would, with settings from environment variables. @returns what it printed */
async function run(
  example: (settings: Awaited<ReturnType<typeof settingsFrom>>) => Promise<void>,
  env: Record<string, string>,
): Promise<string> {
  const lines: string[] = [];
  const shared = {
    MASKINPORTEN_ENVIRONMENT: 'local',
    PORTVAKT_URL: box.base,
    MASKINPORTEN_CLIENT_JWK: JSON.stringify(box.privateJwk),
  };
  await example(await settingsFrom({ ...shared, ...env }, (line) => lines.push(line)));
  return lines.join('\n');
}

describe('the examples', () => {
  it('calls an app as an organisation', async () => {
    const clientId = await box.createClient(CUSTOMER.organization, INSTANCES);
    const printed = await run(organisation, { MASKINPORTEN_CLIENT_ID: clientId, ORGANISATION: CUSTOMER.organization });
    expect(printed).toMatch(
      /^created 50020008\/[0-9a-f-]{36}\nuploaded vedlegg\.txt, 18 bytes\nread back: Hei fra Portvakt\.$/,
    );
  });

  it('calls Storage as an enterprise user', async () => {
    const clientId = await box.createClient(CUSTOMER.organization, INSTANCES);
    const user = {
      ALTINN_ENTERPRISE_USER_NAME: 'fjordvik-bedrift',
      ALTINN_ENTERPRISE_USER_PASSWORD: 'Rugbrod-Kanel-42',
    };
    const printed = await run(enterpriseUser, {
      MASKINPORTEN_CLIENT_ID: clientId,
      PARTY_ID: String(CUSTOMER.partyId),
      ...user,
    });
    expect(printed).toMatch(
      /^fjordvik-bedrift has a token until .*\nparty 50020008 has \d+ instances that fjordvik-bedrift may read$/,
    );
  });

  it('calls an app as a system user', async () => {
    const { clientId, id } = await box.systemUser({
      vendor: '310019747',
      customer: CUSTOMER,
      resources: ['app_ttd_demo'],
      scopes: INSTANCES,
    });
    const printed = await run(systemUser, { MASKINPORTEN_CLIENT_ID: clientId, CUSTOMER: CUSTOMER.organization });
    expect(printed).toContain(`acting as system user ${id} of ${CUSTOMER.organization}`);
    expect(printed).toMatch(/created 50020008\/[0-9a-f-]{36}, on behalf of 310044423$/);
  });

  it('protects an API: a system user may what its customer has delegated, others may not', async () => {
    const settings = await settingsFrom(
      {
        PORTVAKT_URL: box.base,
        MASKINPORTEN_CLIENT_JWK: JSON.stringify(box.privateJwk),
        MASKINPORTEN_CLIENT_ID: await box.createClient('310001236', ['altinn:authorization/authorize']),
      },
      () => {},
    );
    const api = await protectAnApi(settings);
    try {
      const { clientId } = await box.systemUser({
        vendor: '310019747',
        customer: CUSTOMER,
        resources: ['app_ttd_demo'],
        scopes: INSTANCES,
      });
      const as = { clientId, systemUser: { org: CUSTOMER.organization } };
      const systemUserToken = await box.altinnToken('310019747', INSTANCES, as);
      const strangerToken = await box.altinnToken('310075272', INSTANCES);
      const ask = (org: string, token?: string) =>
        fetch(`${api.url}/forms/${org}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
      expect((await ask(CUSTOMER.organization)).status).toBe(401);
      const denied = await ask(CUSTOMER.organization, strangerToken);
      expect(denied.status).toBe(403);
      // The sandbox says why (client-library#94), and where to try what would be permitted.
      const { why } = (await denied.json()) as { why: { reason: string; playground: string } };
      expect(why.reason).toMatch(/^read on app_ttd_demo for .*: needs role .*; the subject has none for this party$/);
      const link = new URL(why.playground);
      expect(Object.fromEntries(link.searchParams)).toEqual({
        subject: 'organization:310075272',
        party: CUSTOMER.organization,
        resource: 'app_ttd_demo',
        action: 'read',
      });
      const allowed = await ask(CUSTOMER.organization, systemUserToken);
      expect([allowed.status, await allowed.json()]).toEqual([
        200,
        { forms: [], of: CUSTOMER.organization, askedBy: 'systemUser' },
      ]);
      expect((await ask('310075272', systemUserToken)).status).toBe(403);
    } finally {
      await api.stop();
    }
  });

  it('protects a route of Next.js, which needs nothing of Node', async () => {
    vi.stubEnv('MASKINPORTEN_ENVIRONMENT', '');
    vi.stubEnv('PORTVAKT_URL', box.base);
    vi.stubEnv('MASKINPORTEN_CLIENT_ID', await box.createClient('991825827', ['altinn:authorization/authorize']));
    vi.stubEnv('MASKINPORTEN_CLIENT_JWK', JSON.stringify(box.privateJwk));
    const { GET, POST } = await import('./next-route.ts');
    const { clientId } = await box.systemUser({
      vendor: '310019747',
      customer: CUSTOMER,
      resources: ['app_ttd_demo'],
      scopes: INSTANCES,
    });
    const as = { clientId, systemUser: { org: CUSTOMER.organization } };
    const systemUserToken = await box.altinnToken('310019747', INSTANCES, as);
    const strangerToken = await box.altinnToken('310075272', INSTANCES);
    const narrowToken = await box.altinnToken('310075272', ['altinn:instances.read']);
    const url = `https://api.example/forms/${CUSTOMER.organization}`;
    const route = { params: Promise.resolve({ org: CUSTOMER.organization }) };
    const get = (token?: string) =>
      GET(new Request(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }), route);
    const post = (token: string) =>
      POST(new Request(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{"a":1}' }), route);
    expect((await get()).status).toBe(401);
    const denied = await get(strangerToken);
    expect([denied.status, await denied.json()]).toEqual([403, expect.objectContaining({ why: expect.anything() })]);
    const allowed = await get(systemUserToken);
    expect([allowed.status, await allowed.json()]).toEqual([
      200,
      { forms: [], of: CUSTOMER.organization, askedBy: 'systemUser' },
    ]);
    const made = await post(systemUserToken);
    expect([made.status, await made.json()]).toEqual([
      201,
      { of: CUSTOMER.organization, by: 'systemUser', form: { a: 1 } },
    ]);
    expect((await post(narrowToken)).headers.get('www-authenticate')).toContain('insufficient_scope');
    // The platform "neutral" knows no module of Node: an import of one would be an error.
    const entryPoints = [fileURLToPath(new URL('next-route.ts', import.meta.url))];
    const conditions = ['portvakt-source'];
    await build({ entryPoints, bundle: true, write: false, format: 'esm', platform: 'neutral', conditions });
  });

  it('says which setting is missing', async () => {
    await expect(settingsFrom({})).rejects.toThrow('MASKINPORTEN_CLIENT_ID');
    await expect(settingsFrom({ MASKINPORTEN_CLIENT_ID: 'x' })).rejects.toThrow('ALTINN_JWK_NAME');
  });
});
