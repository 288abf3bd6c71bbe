import { describe, expect, it } from 'vitest';
import type { Consent } from '../api/consents.ts';
import { logoutCookie, standingOf } from './consent.ts';

const consent: Consent = {
  id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  from: 'urn:altinn:person:identifier-no:01816010027',
  to: 'urn:altinn:organization:identifier-no:310019747',
  fromParty: { name: 'RASK RØYSKATT' },
  toParty: { name: 'FJORDLØNN SYSTEM AS', organizationNumber: '310019747' },
  validTo: '2027-01-01T00:00:00Z',
  consentRights: [],
  status: 'Created',
  consented: null,
  consentRequestEvents: [],
  viewUri: 'http://localhost/',
};
const before = Date.parse('2026-12-31T23:59:59Z');

describe('a consent', () => {
  it.each([
    ['Created', 'created', 'late'],
    ['Accepted', 'accepted', 'expired'],
    ['Rejected', 'rejected', 'rejected'],
    ['Revoked', 'revoked', 'revoked'],
  ] as const)('that is %s stands as %s until it ends, and then as %s', (status, until, then) => {
    expect(standingOf({ ...consent, status }, before)).toBe(until);
    expect(standingOf({ ...consent, status }, before + 1000)).toBe(then);
  });

  it('names itself alone in the cookie of the logout', () => {
    expect(logoutCookie('a; b')).toBe('AltinnLogoutInfo=ConsentRequestId=a%3B%20b; path=/; max-age=300; samesite=lax');
  });
});
