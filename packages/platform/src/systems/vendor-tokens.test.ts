import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const VENDOR = '310019747';
const OTHER_VENDOR = '310025917';
const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const REGISTER = '/authentication/api/v1/systemregister/vendor';
const WRITE = 'altinn:authentication/systemregister.write';
const REQUEST = 'altinn:authentication/systemuser.request.write';

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());

const texts = { nb: 'Test', nn: 'Test', en: 'Test' };
const system = (vendor: string) => ({
  id: `${vendor}_${randomUUID().slice(0, 8)}`,
  vendor: { ID: `0192:${vendor}` },
  name: texts,
  description: texts,
  rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' }] }],
  clientId: [randomUUID()],
  isVisible: false,
});

describe('the system register', () => {
  const kinds = {
    'a Maskinporten token': (organization: string, scope: string) => box.maskinportenToken(organization, [scope]),
    'its exchanged form': (organization: string, scope: string) => box.altinnToken(organization, [scope]),
  };

  it.each(Object.entries(kinds))(
    'takes %s, reads and writes with it, and knows the vendor by it (altinn-authentication#59)',
    async (_kind, tokenOf) => {
      const [token, other] = [await tokenOf(VENDOR, WRITE), await tokenOf(OTHER_VENDOR, WRITE)];
      const body = system(VENDOR);
      const made = await box.call('POST', REGISTER, { token, body });
      expect(made.status, made.text).toBe(200);
      const read = await box.call('GET', `${REGISTER}/${body.id}`, { token });
      expect([read.status, read.body['id']]).toEqual([200, body.id]);
      const foreign = await box.call('POST', REGISTER, { token: other, body: system(VENDOR) });
      expect([400, 403]).toContain(foreign.status);
    },
  );

  it('shows both forms the same system (altinn-authentication#59)', async () => {
    const body = system(VENDOR);
    await box.call('POST', REGISTER, { token: await box.maskinportenToken(VENDOR, [WRITE]), body });
    const [one, two] = await Promise.all(
      Object.values(kinds).map(async (tokenOf) =>
        box.call('GET', `${REGISTER}/${body.id}`, { token: await tokenOf(VENDOR, WRITE) }),
      ),
    );
    expect(two?.body).toEqual(one?.body);
  });

  it.each(Object.entries(kinds))(
    'wants one scope of its policy, whole, of %s (altinn-authentication#60)',
    async (_kind, tokenOf) => {
      for (const near of ['altinn:authentication/systemregister', REQUEST, 'altinn:instances.read']) {
        const answer = await box.call('POST', REGISTER, { token: await tokenOf(VENDOR, near), body: system(VENDOR) });
        expect([near, answer.status]).toEqual([near, 403]);
      }
      expect((await box.call('POST', REGISTER, { body: system(VENDOR) })).status).toBe(401);
    },
  );
});

describe('a grant for a system user, against the real register of them', () => {
  const asked = (clientId: string, externalRef?: string) =>
    box.maskinportenToken(VENDOR, ['altinn:instances.read'], {
      clientId,
      systemUser: { org: CUSTOMER.organization, ...(externalRef === undefined ? {} : { externalRef }) },
    });

  it('is refused while the customer has not answered, and when there is none (maskinporten#66)', async () => {
    const clientId = await box.createClient(VENDOR, [WRITE, REQUEST, 'altinn:instances.read']);
    await expect(asked(clientId)).rejects.toMatchObject({ mpCode: 'MP-303' });
    const body = { ...system(VENDOR), clientId: [clientId] };
    const token = await box.maskinportenToken(VENDOR, [WRITE, REQUEST], { clientId });
    expect((await box.call('POST', REGISTER, { token, body })).status).toBe(200);
    const request = await box.call('POST', '/authentication/api/v1/systemuser/request/vendor', {
      token,
      body: { systemId: body.id, partyOrgNo: CUSTOMER.organization, rights: body.rights },
    });
    expect([request.status, request.body['status']]).toEqual([201, 'New']);
    await expect(asked(clientId)).rejects.toMatchObject({ mpCode: 'MP-303' });
  });

  it('finds one that was made without externalRef by leaving it out, or by the customer’s number (maskinporten#70)', async () => {
    const wish = {
      vendor: VENDOR,
      customer: CUSTOMER,
      resources: ['ttd-lonnsrapport'],
      scopes: ['altinn:instances.read'],
    };
    const { clientId } = await box.systemUser(wish);
    const ids = await Promise.all(
      [undefined, CUSTOMER.organization].map(async (externalRef) => {
        const payload = (await asked(clientId, externalRef)).split('.')[1] ?? '';
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
        return claims.authorization_details[0].systemuser_id[0];
      }),
    );
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
    await expect(asked(clientId, 'another')).rejects.toMatchObject({ mpCode: 'MP-303' });
  });
});
