import { describe, expect, it } from 'vitest';
import type { Caller } from '../callers/index.ts';
import { levelOf } from './authorization.ts';
import { enforce, subjectOf } from './pep.ts';
import type { Obligation, Verdict } from './types.ts';

const caller = (more: Partial<Caller>): Caller => ({
  kind: 'person',
  issuer: 'altinn',
  token: '',
  claims: {},
  scopes: new Set(),
  organization: undefined,
  clientId: undefined,
  serviceOwner: undefined,
  userId: undefined,
  partyUuid: undefined,
  partyId: undefined,
  systemUser: undefined,
  authenticationLevel: undefined,
  fromCookie: false,
  ...more,
});
const verdict = (more: Partial<Verdict>): Verdict => ({ decision: 'Permit', obligations: [], reason: '', ...more });

describe('the rules of an enforcement point', () => {
  it('finds the level by the category of the assignment, whatever the ids say (altinn-pdp#49)', () => {
    const level = (id: string, attributeId: string, category: string, value: string): Obligation => ({
      id,
      assignments: [{ attributeId, category, value, dataType: 'http://www.w3.org/2001/XMLSchema#integer' }],
    });
    const user = 'urn:altinn:minimum-authenticationlevel';
    const obligations = [
      level('urn:altinn:obligation:authenticationLevel1', 'urn:altinn:obligation1-assignment1', `${user}-org`, '4'),
      level('urn:something:else', 'urn:altinn:obligation2-assignment2', user, '3'),
    ];
    expect(levelOf(obligations, user)).toBe(3);
    expect(levelOf(obligations, `${user}-org`)).toBe(4);
    expect(levelOf([level('x', 'y', user, 'high')], user)).toBeUndefined();
  });

  it('refuses everything but a Permit (altinn-pdp#50)', () => {
    for (const decision of ['Deny', 'NotApplicable', 'Indeterminate'] as const)
      expect(enforce(verdict({ decision }), caller({ authenticationLevel: 4 })).permitted).toBe(false);
    expect(enforce(verdict({}), caller({})).permitted).toBe(true);
  });

  it('takes the organisation level only for tokens with urn:altinn:org (altinn-pdp#51)', () => {
    const asked = verdict({ requiredLevel: 4, requiredLevelOrg: 3 });
    expect(enforce(asked, caller({ authenticationLevel: 3, serviceOwner: 'ttd' })).permitted).toBe(true);
    expect(enforce(asked, caller({ authenticationLevel: 3 }))).toMatchObject({ permitted: false, requiredLevel: 4 });
    expect(enforce(asked, caller({ authenticationLevel: 2, serviceOwner: 'ttd' }))).toMatchObject({
      permitted: false,
      requiredLevel: 3,
    });
    expect(
      enforce(verdict({ requiredLevel: 3 }), caller({ authenticationLevel: 2, serviceOwner: 'ttd' })).permitted,
    ).toBe(false);
    expect(enforce(verdict({ requiredLevel: 1 }), caller({})).permitted).toBe(false);
  });

  it('makes the subject from the token: a system user alone, others with session and scopes', () => {
    const ids = (more: Partial<Caller>) => subjectOf(caller(more)).map(({ id, value }) => `${id}=${value}`);
    const scopes = new Set(['a', 'b']);
    expect(ids({ systemUser: { id: 'u', systemId: 's', owner: '1' }, organization: '2', scopes })).toEqual([
      'urn:altinn:systemuser:uuid=u',
    ]);
    expect(ids({ userId: 7, organization: '2', partyId: 9, scopes, claims: { sid: 'x' } })).toEqual([
      'urn:altinn:userid=7',
      'urn:altinn:sessionid=x',
      'urn:scope=a',
      'urn:scope=b',
    ]);
    expect(ids({ serviceOwner: 'ttd', organization: '2', claims: { jti: 'y' } })).toEqual([
      'urn:altinn:org=ttd',
      'urn:altinn:organization:identifier-no=2',
      'urn:altinn:sessionid=y',
    ]);
    expect(ids({ partyId: 9 })).toEqual(['urn:altinn:partyid=9']);
    expect(ids({ scopes })).toEqual([]);
  });
});
