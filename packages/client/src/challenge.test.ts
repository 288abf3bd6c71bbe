import { describe, expect, it } from 'vitest';
import { createMaskinportenClient, exchangeToken, requestToken } from './index.ts';
import { createPdpClient } from './pdp/index.ts';
import { createSystemsClient } from './systems/index.ts';
import { world } from './testing/world.ts';

const SAID = 'Bearer error="insufficient_scope", scope="altinn:authentication/systemregister.write"';
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln';
const refusing =
  (status: number, header = SAID) =>
  async () =>
    new Response(null, { status, headers: { 'www-authenticate': header } });
const platform = 'http://localhost:1';
const token = async () => TOKEN;

/** Every door that speaks with a server which may refuse. */
const doors: Readonly<Record<string, (fetch: typeof globalThis.fetch) => Promise<unknown>>> = {
  requestToken: (fetch) => requestToken(`${platform}/token`, TOKEN, { fetch }),
  exchangeToken: (fetch) => exchangeToken(platform, TOKEN, { fetch }),
  'exchangeToken, enterprise user': (fetch) =>
    exchangeToken(platform, TOKEN, { fetch, enterpriseUser: { name: 'u', password: 'p' } }),
  getToken: async (fetch) => createMaskinportenClient({ ...(await world()).options, fetch }).getToken(),
  'getToken, discovery': async (fetch) =>
    createMaskinportenClient({
      ...(await world()).options,
      environment: { name: 'x', issuer: `${platform}/${Math.random()}/` },
      retry: false,
      fetch,
    }).getToken(),
  pdp: (fetch) =>
    createPdpClient({ platform, token, fetch }).decide({
      subject: [{ id: 'urn:altinn:userid', value: '1' }],
      action: 'read',
      resource: { resource: 'x', party: { partyId: 1 } },
    }),
  'systems.get': (fetch) => createSystemsClient({ platform, token, fetch }).get('x'),
  'systems.find': (fetch) => createSystemsClient({ platform, token, fetch }).find({ systemId: 'x', org: '310044423' }),
  'systems.request': (fetch) =>
    createSystemsClient({ platform, token, fetch }).request({ systemId: 'x', partyOrgNo: '310044423' }),
};

describe('a refusal with an empty body', () => {
  const all = Object.entries(doors).flatMap(([name, ask]) => [401, 403].map((status) => [name, status, ask] as const));

  it.each(all)('is told with what its WWW-Authenticate says: %s, %i', async (_name, status, ask) => {
    const message = await ask(refusing(status)).then(
      () => 'nothing was refused',
      (error: Error) => error.message,
    );
    expect(message).toContain(String(status));
    expect(message).toContain(SAID);
  });

  it.each(all)('shows no token, whoever wrote it there: %s, %i', async (_name, status, ask) => {
    const error = await ask(
      refusing(status, `Bearer error="invalid_token", error_description="${TOKEN} is old"`),
    ).catch((refused: Error) => refused);
    expect(String(error)).toContain('is old');
    expect(String(error)).not.toContain(TOKEN);
  });

  it('is not burdened with the bare name of a scheme', async () => {
    const error = await doors['systems.get']?.(refusing(401, 'Bearer')).catch((refused: Error) => refused);
    expect(String(error)).not.toContain('Bearer');
  });
});
