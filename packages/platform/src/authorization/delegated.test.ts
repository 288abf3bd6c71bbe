/** The delegation run over the delegations room itself, through HTTP. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, requestBody, startHarness } from './harness.ts';

const BAKERY = { uuid: '20000000-0000-4000-8000-000000000008', partyId: 50020008 };
const SYSTEM_USER = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ stored: true });
});
afterAll(() => harness.close());
afterEach(async () => {
  await harness.database.transaction((trx, announce) => harness.stored.revokeAll(trx, announce, { to: SYSTEM_USER }));
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
const grant = async (rights: { resourceId: string; action: string }[], packages: string[] = []) => {
  const from = await harness.register.party({ uuid: BAKERY.uuid });
  if (!from) throw new Error('missing');
  const by = '10000000-0000-4000-8000-000000000001';
  await harness.database.transaction((trx, announce) =>
    harness.stored.grantPlanned(trx, announce, { to: SYSTEM_USER, from, by, rights, packages }),
  );
};

describe('a system user with stored delegations', () => {
  const subject = { 'urn:altinn:systemuser:uuid': SYSTEM_USER };

  it('is permitted what it has been given, with the policy’s obligations once, and no more (altinn-pdp#40, altinn-pdp#43, altinn-pdp#45)', async () => {
    expect((await decide(subject, 'read', 'app_ttd_demo')).decision).toBe('NotApplicable');
    await grant([{ resourceId: 'app_ttd_demo', action: 'read' }]);
    const permit = await decide(subject, 'read', 'app_ttd_demo');
    expect(permit.decision).toBe('Permit');
    expect(permit.obligations.map((one: { id: string }) => one.id)).toEqual([
      'urn:altinn:obligation:authenticationLevel1',
      'urn:altinn:obligation:authenticationLevel2',
    ]);
    expect((await decide(subject, 'write', 'app_ttd_demo')).decision).toBe('NotApplicable');
    expect((await decide(subject, 'read', 'app_ttd_org-demo')).decision).toBe('NotApplicable');
  });

  it('is permitted by an access package, and loses it at once (altinn-pdp#35, altinn-pdp#41)', async () => {
    await grant([], ['urn:altinn:accesspackage:lonn']);
    expect((await decide(subject, 'write', 'ttd-lonnsrapport')).decision).toBe('Permit');
    await harness.database.transaction((trx, announce) => harness.stored.revokeAll(trx, announce, { to: SYSTEM_USER }));
    expect((await decide(subject, 'write', 'ttd-lonnsrapport')).decision).toBe('NotApplicable');
  });
});
