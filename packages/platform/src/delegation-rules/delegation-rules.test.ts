/** Delegation rules, and what the PDP then decides, through HTTP. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, requestBody, startHarness } from '../authorization/harness.ts';

const BAKERY = { partyId: 50020008 };
const STRANGER = { uuid: '10000000-0000-4000-8000-000000000011', userId: 20011 };
const RULES = '/authorization/api/v1/delegations';

let harness: Harness;
let older: string;
beforeAll(async () => {
  harness = await startHarness({ stored: true });
  older = await harness.token('x', { 'urn:altinn:app': 'sbl.authorization' });
});
afterAll(() => harness.close());
afterEach(async () => {
  await harness.database.transaction((trx, announce) => harness.stored.revokeAll(trx, announce, { to: STRANGER.uuid }));
});

const decide = async (subject: Record<string, string>, action: string, resource: string) => {
  const token = await harness.token('altinn:authorization/authorize');
  const answer = await harness.app.inject({
    method: 'POST',
    url: '/authorization/api/v1/authorize',
    headers: { authorization: `Bearer ${token}` },
    payload: requestBody(subject, action, {
      'urn:altinn:resource': resource,
      'urn:altinn:partyid': String(BAKERY.partyId),
    }),
  });
  return answer.json().response[0];
};

describe('delegation rules', () => {
  const rule = (action: string, more: object = {}) => ({
    delegatedByUserId: 20001,
    offeredByPartyId: BAKERY.partyId,
    coveredBy: [{ id: 'urn:altinn:userid', value: String(STRANGER.userId) }],
    resource: [
      { id: 'urn:altinn:org', value: 'ttd' },
      { id: 'urn:altinn:app', value: 'demo' },
    ],
    action: { id: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: action },
    ...more,
  });
  const send = (path: string, payload: unknown, token = older) =>
    harness.app.inject({
      method: 'POST',
      url: `${RULES}/${path}`,
      headers: { authorization: `Bearer ${token}` },
      payload: payload as object,
    });
  const stranger = { 'urn:altinn:userid': String(STRANGER.userId) };
  const match = {
    offeredByPartyId: BAKERY.partyId,
    resource: rule('read').resource,
    coveredBy: rule('read').coveredBy,
  };

  it('answers AddRules with 201 for all, 206 for some and 400 for none (altinn-pdp#60)', async () => {
    const all = await send('AddRules', [rule('read'), rule('write')]);
    expect(all.statusCode, all.body).toBe(201);
    expect(all.json()).toMatchObject([
      { createdSuccessfully: true, type: 1 },
      { createdSuccessfully: true, type: 1 },
    ]);
    expect((await decide(stranger, 'read', 'app_ttd_demo')).decision).toBe('Permit');
    const some = await send('AddRules', [rule('delete'), rule('burn'), rule('read', { offeredByPartyId: 1 })]);
    expect(some.statusCode).toBe(206);
    expect(some.json().map((one: { createdSuccessfully: boolean }) => one.createdSuccessfully)).toEqual([
      true,
      false,
      false,
    ]);
    expect((await decide(stranger, 'delete', 'app_ttd_demo')).decision).toBe('Permit');
    for (const none of [
      [rule('burn')],
      [],
      [{}],
      [rule('read', { coveredBy: [] })],
      [rule('read', { delegatedByUserId: 999 })],
    ])
      expect((await send('AddRules', none)).statusCode).toBe(400);
  });

  it('finds rules, and needs a giver and a receiver for it', async () => {
    await send('AddRules', [rule('read'), rule('write')]);
    const found = (await send('GetRules', { ...match, resources: [match.resource] })).json();
    expect(found.map((one: { action: { value: string } }) => one.action.value).sort()).toEqual(['read', 'write']);
    expect((await send('GetRules', { resources: [match.resource], coveredBy: match.coveredBy })).statusCode).toBe(400);
    expect((await send('GetRules', { resources: [match.resource], offeredByPartyId: BAKERY.partyId })).statusCode).toBe(
      400,
    );
  });

  it('tells of each rule where it comes from, and that reading has made none (altinn-pdp#76)', async () => {
    const unit = { partyId: 50020009 };
    const [vendor, person] = ['urn:altinn:partyid', 'urn:altinn:userid'].map((id, index) => [
      { id, value: String([50020004, STRANGER.userId][index]) },
    ]);
    await send('AddRules', [rule('read'), rule('write', { coveredBy: vendor })]);
    const types = async (query: object) => {
      const rules = (await send('GetRules', { resources: [match.resource], ...query })).json();
      return rules.map((one: { action: { value: string }; type: number; createdSuccessfully: boolean }) => [
        one.action.value,
        one.type,
        one.createdSuccessfully,
      ]);
    };
    const keyRolePartyIds = [50020004];
    const fromBakery = { offeredByPartyId: BAKERY.partyId, keyRolePartyIds };
    const fromUnit = { offeredByPartyId: unit.partyId, parentPartyId: BAKERY.partyId, keyRolePartyIds };
    expect(await types({ ...fromBakery, coveredBy: person })).toEqual([
      ['read', 1, false],
      ['write', 2, false],
    ]);
    expect(await types({ ...fromUnit, coveredBy: person })).toEqual([
      ['read', 3, false],
      ['write', 4, false],
    ]);
    expect(await types({ ...fromBakery, coveredBy: [{ id: 'urn:altinn:partyid', value: '50020005' }] })).toEqual([
      ['write', 0, false],
    ]);
    expect(await types({ offeredByPartyId: BAKERY.partyId, coveredBy: vendor })).toEqual([['write', 1, false]]);
    await harness.database.transaction((trx, announce) =>
      harness.stored.revokeAll(trx, announce, { to: '20000000-0000-4000-8000-000000000004' }),
    );
  });

  it('deletes rules by id, and whole policies', async () => {
    const [read] = (await send('AddRules', [rule('read'), rule('write'), rule('delete')])).json();
    const deletion = (ruleIds: string[]) => [{ ruleIds, deletedByUserId: 20001, policyMatch: match }];
    expect((await send('DeleteRules', deletion([read.ruleId]))).statusCode).toBe(200);
    expect((await decide(stranger, 'read', 'app_ttd_demo')).decision).toBe('NotApplicable');
    expect((await decide(stranger, 'write', 'app_ttd_demo')).decision).toBe('Permit');
    const { ruleId } = (await send('GetRules', { ...match, resources: [match.resource] })).json()[0];
    expect((await send('DeleteRules', deletion([ruleId, 'another']))).statusCode).toBe(206);
    expect((await send('DeleteRules', deletion(['another']))).statusCode).toBe(400);
    expect((await send('DeleteRules', [{ deletedByUserId: 20001, policyMatch: match }])).statusCode).toBe(400);
    expect((await send('DeletePolicy', [{ deletedByUserId: 20001, policyMatch: match }])).statusCode).toBe(200);
    expect((await send('GetRules', { ...match, resources: [match.resource] })).json()).toEqual([]);
  });

  it('is for the claim sbl.authorization only', async () => {
    const other = await harness.token('altinn:authorization/authorize.admin');
    for (const path of ['AddRules', 'GetRules', 'DeleteRules', 'DeletePolicy']) {
      expect((await send(path, [rule('read')], other)).statusCode).toBe(403);
      expect((await harness.app.inject({ method: 'POST', url: `${RULES}/${path}`, payload: [] })).statusCode).toBe(401);
    }
  });
});
