import { CAUSES, type CauseId, OLD_KEY_DAYS } from '@portvakt/client/doctor';
import { describe, expect, it } from 'vitest';
import { diagnosis } from '../texts/diagnosis.nb.ts';
import { clientFindings } from './client-findings.ts';
import type { Facts } from './facts.ts';
import { found, graver, ok, STEPS, skip, verdictOf } from './finding.ts';
import { NO_WISH } from './wish.ts';

describe('the words of the check', () => {
  it('name every cause that a client’s page can meet, and none that the doctor has not got', () => {
    // Of certificates a browser's key file has none; users of enterprises are gone; the server's own network is not the page's.
    const elsewhere =
      /^(?:certificate-|enterprise-user-|key-(?:file|set|of-other-type|unreadable|public|algorithm|without|password)|store-|vault-|package-)/;
    const shown = (Object.keys(CAUSES) as CauseId[]).filter(
      (cause) => STEPS.some((step) => step === CAUSES[cause].step && step !== 'maskinporten') && !elsewhere.test(cause),
    );
    expect(shown.filter((cause) => !(cause in diagnosis.causes))).toEqual([]);
    expect(Object.keys(diagnosis.causes).filter((cause) => !(cause in CAUSES))).toEqual([]);
  });
});

describe('two looks at the same steps', () => {
  it('tell what is graver, and what one alone has seen', () => {
    const own = [ok('client'), found('scopes', 'FAIL', 'scope-inactive', 'a:b'), skip('grant', 'key')];
    const tried = [ok('client'), ok('grant'), skip('scopes', 'after'), found('registered', 'WARN', 'key-expires-soon')];
    const both = graver(own, tried);
    expect(both.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'client OK',
      'registered WARN',
      'scopes FAIL',
      'grant OK',
    ]);
    expect(verdictOf(both)?.names).toEqual(['a:b']);
  });

  it('begin with the first step that is wrong, whatever is wrong after it', () => {
    const findings = [
      found('registered', 'WARN', 'key-expires-soon'),
      found('approval', 'TODO', 'approval-pending'),
      found('decision', 'FAIL', 'decision-deny'),
    ];
    expect(verdictOf(findings)?.step).toBe('approval');
    expect(verdictOf([ok('client')])).toBeUndefined();
  });
});

describe('a key', () => {
  const made = '2026-01-01';
  const facts: Facts = {
    client: {
      client_id: 'a',
      client_name: 'A',
      description: 'A',
      client_orgno: '310044423',
      active: true,
      integration_type: 'maskinporten',
      application_type: 'web',
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
      scopes: [],
      access_token_lifetime: 120,
      created: made,
      last_updated: made,
    },
    keys: [
      { kty: 'RSA', use: 'sig', alg: 'RS256', kid: `a-TEST.${made}`, n: '', e: '', exp: 0, created: '2026-06-01' },
    ],
    choices: undefined,
    requests: undefined,
    systems: undefined,
    life: undefined,
    actions: undefined,
    decision: undefined,
  };
  const words = { refusal: () => ({ why: '', remedy: '' }), moment: String };
  const after = (days: number) =>
    clientFindings(facts, NO_WISH, Date.parse(made) + days * 86_400_000, words).find(({ step }) => step === 'age')
      ?.state;

  it('is old from the day on which the doctor calls it so, by the day that its kid has', () => {
    expect([OLD_KEY_DAYS, OLD_KEY_DAYS + 0.9, OLD_KEY_DAYS + 1].map(after)).toEqual(['OK', 'OK', 'WARN']);
  });
});
