import { CAUSES, type CauseId } from '@portvakt/client/doctor';
import { describe, expect, it } from 'vitest';
import { diagnosis } from '../texts/diagnosis.nb.ts';
import { found, graver, ok, STEPS, skip, verdictOf } from './finding.ts';

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
