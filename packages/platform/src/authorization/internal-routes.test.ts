import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePolicy } from '../resources/index.ts';
import { type Harness, startHarness } from './harness.ts';

const BAKERY = '20000000-0000-4000-8000-000000000008';
const DAGL = '10000000-0000-4000-8000-000000000001';
const STRANGER = '10000000-0000-4000-8000-000000000011';
const SYSTEM_USER = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';
const PIP = '/accessmanagement/api/v1/policyinformation';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const get = (url: string, token?: string) =>
  harness.app.inject({ url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  harness.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: payload as object,
  });

describe('the policy information point', () => {
  it('gives each role by its URN and its legacy URN, rightholder and agent never (altinn-pdp#37, altinn-pdp#38)', async () => {
    const given = ['urn:altinn:role:rettighetshaver', 'urn:altinn:role:agent'].map((role) => ({
      holder: DAGL,
      role,
      of: BAKERY,
    }));
    await harness.database.transaction((trx, announce) => harness.register.giveRoles(trx, announce, given));
    const { roles, accessPackages } = (await get(`${PIP}/roles-and-accesspackages?from=${BAKERY}&to=${DAGL}`)).json();
    expect(roles).toEqual(
      expect.arrayContaining([
        'urn:altinn:external-role:ccr:daglig-leder',
        'urn:altinn:rolecode:dagl',
        'urn:altinn:rolecode:a0212',
      ]),
    );
    expect(roles).not.toContain('urn:altinn:role:rettighetshaver');
    expect(roles).not.toContain('urn:altinn:role:agent');
    expect(new Set(roles).size).toBe(roles.length);
    expect(accessPackages).toContain('urn:altinn:accesspackage:skogbruk');
  });

  it('gives packages by role, delegated, and to a system user', async () => {
    harness.delegations.given.push({ to: SYSTEM_USER, from: BAKERY, package: 'urn:altinn:accesspackage:lonn' });
    expect((await get(`${PIP}/accesspackages?from=${BAKERY}&to=${SYSTEM_USER}`)).json()).toEqual([
      'urn:altinn:accesspackage:lonn',
    ]);
    expect((await get(`${PIP}/accesspackages?from=${BAKERY}&to=${STRANGER}`)).json()).toEqual([]);
    expect((await get(`${PIP}/accesspackages?from=${BAKERY}&to=someone`)).statusCode).toBe(400);
  });

  it('gives delegation changes of a resource from a party to a subject', async () => {
    harness.delegations.grants.push({ to: STRANGER, from: BAKERY, resourceId: 'app_ttd_demo', action: 'read' });
    const body = {
      subject: { id: 'urn:altinn:userid', value: '20011' },
      party: { id: 'urn:altinn:partyid', value: '50020008' },
      resource: [
        { id: 'urn:altinn:org', value: 'ttd' },
        { id: 'urn:altinn:app', value: 'demo' },
      ],
    };
    expect((await post(`${PIP}/getdelegationchanges`, body)).json()).toMatchObject([
      {
        delegationchangetype: 1,
        resourceid: 'app_ttd_demo',
        offeredbypartyid: 50020008,
        coveredbyuserid: 20011,
        touuid: STRANGER,
      },
    ]);
    expect(
      (await post(`${PIP}/getdelegationchanges`, { ...body, party: { id: 'urn:altinn:partyid', value: '1' } }))
        .statusCode,
    ).toBe(400);
    expect((await post(`${PIP}/getdelegationchanges`, { subject: 'x' })).statusCode).toBe(400);
  });

  it('is closed outside a sandbox to those without the authorize scope', async () => {
    const production = await startHarness({ sandbox: false });
    try {
      const url = `${PIP}/accesspackages?from=${BAKERY}&to=${DAGL}`;
      expect((await production.app.inject(url)).statusCode).toBe(401);
      const token = await production.token('altinn:authorization/authorize');
      expect((await production.app.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode).toBe(
        200,
      );
    } finally {
      await production.close();
    }
  });
});

describe('what a logged-in user may ask about itself', () => {
  const userToken = (userId: number) => harness.token('altinn:portal/enduser', { 'urn:altinn:userid': userId });

  it('lists the parties it may act for, and only its own', async () => {
    const token = await userToken(20001);
    const parties = (await get('/authorization/api/v1/parties?userId=20001', token)).json();
    expect(parties.map((one: { name: string }) => one.name)).toEqual([
      'RASK RØYSKATT',
      'FJORDVIK BAKERI AS',
      'FJORDVIK BAKERI AS AVD TORGET',
    ]);
    expect((await get('/authorization/api/v1/parties?userId=20002', token)).statusCode).toBe(403);
    expect((await get('/authorization/api/v1/parties?userId=0', token)).statusCode).toBe(404);
    expect((await get('/authorization/api/v1/parties?userId=x', token)).statusCode).toBe(400);
    expect((await get('/authorization/api/v1/parties?userId=20001')).statusCode).toBe(401);
  });

  it('tells whether it may act for a party, and with which roles', async () => {
    const token = await userToken(20001);
    const validate = async (party: string) =>
      (await get(`/authorization/api/v1/parties/${party}/validate?userId=20001`, token)).json();
    expect(await validate('50020008')).toBe(true);
    expect(await validate('50020013')).toBe(false);
    expect(await validate('1')).toBe(false);
    const roles = (
      await get('/authorization/api/v1/roles?coveredByUserId=20001&offeredByPartyId=50020008', token)
    ).json();
    expect(roles).toContainEqual({ type: 'altinn', value: 'DAGL' });
    // 50020013 is there, and 1 is not.
    for (const stranger of ['1', '50020013'])
      expect(
        (await get(`/authorization/api/v1/roles?coveredByUserId=20001&offeredByPartyId=${stranger}`, token)).statusCode,
      ).toBe(404);
    expect((await get('/authorization/api/v1/roles?coveredByUserId=20001', token)).statusCode).toBe(400);
    const plain = await get('/authorization/api/v1/roles?coveredbyuserid=20001&offeredbypartyid=50020008', token);
    expect([plain.statusCode, plain.json().length > 0]).toEqual([200, true]);
    expect((await get('/authorization/api/v1/roles?offeredByPartyId=50020008', token)).json().detail).toContain(
      'give the query parameter coveredByUserId',
    );
    expect(
      (await get('/authorization/api/v1/roles?coveredByUserId=20002&offeredByPartyId=50020008', token)).statusCode,
    ).toBe(403);
  });
});

describe('policies in short', () => {
  it('gives the role codes of an app’s policy to anyone', async () => {
    expect((await get('/authorization/api/v1/policies/roleswithaccess/ttd/demo')).json()).toEqual(['PRIV', 'DAGL']);
    expect((await get('/authorization/api/v1/policies/roleswithaccess/ttd/nothing')).statusCode).toBe(404);
  });

  it('gives title, actions, role grants and the least level', async () => {
    const body = [
      [
        { id: 'urn:altinn:org', value: 'ttd' },
        { id: 'urn:altinn:app', value: 'demo' },
      ],
      { id: 'urn:altinn:resource', value: 'skogdir-felling' },
      { id: 'urn:altinn:resource', value: 'not-there' },
    ];
    const answers = (await post('/authorization/api/v1/policies/GetPolicies', body)).json();
    expect(answers).toHaveLength(2);
    expect(answers[0]).toMatchObject({ title: { nb: 'Demoskjema' }, minimumAuthenticationLevel: 2 });
    expect(answers[0].actions[0]).toMatchObject({
      match: { value: 'read' },
      roleGrants: [{ roleTypeCode: 'PRIV' }, { roleTypeCode: 'DAGL' }],
    });
    expect(answers[1]).toMatchObject({ minimumAuthenticationLevel: 3 });
    expect((await post('/authorization/api/v1/policies/GetPolicies', { a: 1 })).statusCode).toBe(400);
  });

  it('stores an app’s policy from the studio only', async () => {
    const url = '/authorization/api/v1/policies?org=ttd&app=demo';
    const xml = writePolicy({
      resourceId: 'app_ttd_demo',
      rules: [{ subjects: ['urn:altinn:rolecode:LEDE'], actions: ['read'] }],
    });
    const send = async (claims: object, payload: string, path = url) =>
      harness.app.inject({
        method: 'POST',
        url: path,
        headers: {
          authorization: `Bearer ${await harness.token('x', { ...claims })}`,
          'content-type': 'application/xml',
        },
        payload,
      });
    expect((await send({}, xml)).statusCode).toBe(403);
    const studio = { 'urn:altinn:app': 'studio.designer' };
    expect((await send(studio, '<a/>')).statusCode).toBe(400);
    expect((await send(studio, xml, '/authorization/api/v1/policies?org=ttd&app=nothing')).statusCode).toBe(400);
    expect((await send(studio, xml, '/authorization/api/v1/policies?org=ttd')).statusCode).toBe(400);
    expect((await send(studio, xml)).statusCode).toBe(200);
    expect((await get('/authorization/api/v1/policies/roleswithaccess/ttd/demo')).json()).toEqual(['LEDE']);
  });
});

describe('the access-list check', () => {
  const check = async (organization: string, resource: string, action = 'read') =>
    (
      await post('/authorization/api/v1/accesslist/accessmanagement/authorization', {
        subject: { type: 'urn:altinn:organization:identifier-no', value: organization },
        resource: { type: 'urn:altinn:resource', value: resource },
        action: { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: action },
      })
    ).json().result;

  it('tells NotDetermined, NotAuthorized or Authorized', async () => {
    expect(await check('310044423', 'skogdir-felling')).toBe('Authorized');
    expect(await check('310044423', 'not-there')).toBe('NotDetermined');
    expect(await check('999999999', 'skogdir-felling')).toBe('NotDetermined');
    const record = await harness.resources.resource('skogdir-felling');
    if (!record) throw new Error('missing');
    await harness.database.transaction((trx, announce) =>
      harness.resources.saveResource(trx, announce, { ...record, accessListMode: 'Enabled' }),
    );
    expect(await check('310044423', 'skogdir-felling')).toBe('NotAuthorized');
  });
});
