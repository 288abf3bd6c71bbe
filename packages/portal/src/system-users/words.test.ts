import { describe, expect, it } from 'vitest';
import { logoutCookie, nameOfUrn, resourceIds, standing, wordsOf } from './words.ts';

describe('the words of a request', () => {
  it('come in the language of the page, else in the nearest there is', () => {
    expect(wordsOf({ nb: 'a', en: 'b' }, 'en')).toBe('b');
    expect(wordsOf({ nn: 'c', en: 'b' }, 'nb')).toBe('c');
    expect(wordsOf({ nb: '', en: 'b' }, 'nb')).toBe('b');
    expect(wordsOf(undefined, 'nb')).toBeUndefined();
  });

  it('name each resource once, an app in either form', () => {
    const resource = (id: string, value: string) => ({ id, value });
    expect(
      resourceIds([
        { resource: [resource('urn:altinn:resource', 'a')] },
        { resource: [resource('urn:altinn:resource', 'a')], action: 'read' },
        { resource: [resource('urn:altinn:org', 'ttd'), resource('urn:altinn:app', 'demo')] },
        { resource: [] },
      ]),
    ).toEqual(['a', 'app_ttd_demo']);
    expect(nameOfUrn('urn:altinn:accesspackage:skogbruk')).toBe('skogbruk');
  });

  it('treat status Timedout and timedOut alike', () => {
    expect(standing({ status: 'Timedout' })).toBe('timedOut');
    expect(standing({ status: 'New', timedOut: true })).toBe('timedOut');
    expect(standing({ status: 'New', timedOut: false })).toBe('open');
    expect(standing({ status: 'Accepted' })).toBe('Accepted');
    expect(standing({ status: 'Denied' })).toBe('other');
  });

  it('tell the logout which request was answered, and cannot smuggle an attribute into the cookie', () => {
    expect(logoutCookie('agentrequest', 'a;b')).toBe(
      'AltinnLogoutInfo=SystemuserAgentRequestId=a%3Bb; path=/; max-age=300; samesite=lax',
    );
  });
});
