import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Jwk, privateKeyOf, publicKeyOf } from '../jwk.ts';
import { openBench, PAGE_DAY } from './harness.ts';

const NAME = 'app';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What somebody may type; keys are named by their place among those that there are. */
type Step =
  | { readonly do: 'create' | 'rotate'; readonly algorithm: 'ES256' | 'RS256' | 'EdDSA'; readonly activate: boolean }
  | { readonly do: 'use' | 'revoke'; readonly which: number; readonly force: boolean }
  | { readonly do: 'prune'; readonly keep: number }
  | { readonly do: 'import'; readonly form: 'pem' | 'jwk' }
  | { readonly do: 'promote' | 'wait' };

// Making an RSA key takes so long that most are of other kinds; they are kept alike.
const algorithm = fc.constantFrom('ES256', 'ES256', 'ES256', 'EdDSA', 'RS256' as const);
const which = fc.nat(5);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), algorithm, activate: fc.constant(false) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rotate' as const), algorithm, activate: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('use' as const, 'revoke' as const), which, force: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const), keep: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('import' as const), form: fc.constantFrom('pem' as const, 'jwk' as const) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('promote' as const, 'wait' as const) }) },
);

function given(form: 'pem' | 'jwk'): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return form === 'pem'
    ? privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    : JSON.stringify(privateKey.export({ format: 'jwk' }));
}

function line(step: Step, kids: readonly unknown[]): readonly string[] {
  switch (step.do) {
    case 'create':
      return ['create', NAME, '-t', '--alg', step.algorithm];
    case 'rotate':
      return ['rotate', NAME, '-t', '--alg', step.algorithm, ...(step.activate ? ['--activate-after', '1d'] : [])];
    case 'promote':
      return ['rotate', NAME, '-t', '--promote'];
    case 'use':
    case 'revoke': {
      const kid = String(kids[step.which % Math.max(1, kids.length)] ?? 'none');
      return [step.do, kid, '--name', NAME, '-t', ...(step.do === 'revoke' && step.force ? ['--force'] : [])];
    }
    case 'prune':
      return ['prune', NAME, '-t', '--keep', String(step.keep)];
    case 'import':
      return ['import', NAME, '-e', 'test'];
    case 'wait':
      return ['list'];
  }
}

/** True when the public key in `published` takes what the private one in the store signs. */
function verifies(published: Jwk, kept: Jwk): boolean {
  const hash = published.kty === 'OKP' ? null : 'sha256';
  const text = Buffer.from('what is signed');
  return verify(hash, text, publicKeyOf(published), sign(hash, text, privateKeyOf(kept)));
}

it.each([[[]], [['--compat', '2']]])(
  'any sequence of commands, with %j, leaves a store that doctor accepts and whose every published key verifies what its private half signs',
  async (global) => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 10 }), async (sequence) => {
        const bench = openBench();
        let now = PAGE_DAY;
        const kids = () => ('app-TEST.jwks.json' in bench.content() ? bench.kids('app-TEST.jwks.json') : []);
        await bench.cli([...global, 'create', NAME, '-t', '--alg', 'ES256'], { now });
        for (const step of sequence) {
          now = new Date(now.getTime() + (step.do === 'wait' ? DAY_MS + HOUR_MS : HOUR_MS));
          const input = step.do === 'import' ? { input: given(step.form) } : {};
          const before = JSON.stringify(bench.content());
          const { code, err } = await bench.cli([...global, ...line(step, kids())], { now, ...input });
          // What is refused changes nothing, and says why in one line.
          if (code !== 0) expect([JSON.stringify(bench.content()), err.trim().split('\n').length]).toEqual([before, 1]);
          expect(code).toBeLessThanOrEqual(1);
        }
        const doctor = JSON.parse((await bench.cli(['doctor', '--json'], { now })).out) as { findings: unknown[] };
        expect(doctor.findings.filter((finding) => (finding as { level: string }).level === 'error')).toEqual([]);
        const { out, code } = await bench.cli(['export', 'maskinporten', NAME], { now });
        const published = code === 0 ? (JSON.parse(out) as Jwk[]) : [];
        const kept = kids().length > 0 ? (bench.read('app-TEST.jwks.json').keys as unknown as Jwk[]) : [];
        expect(published.length).toBe(Math.min(5, kept.length));
        for (const one of published) {
          const half = kept.find((key) => key.kid === one.kid);
          expect([one.kid, half !== undefined && verifies(one, half), 'd' in one]).toEqual([one.kid, true, false]);
        }
        const current = await bench.cli(['export', 'key', NAME, '-r', 'public'], { now });
        if (kept.length > 0) expect(published.map(({ kid }) => kid)).toContain((JSON.parse(current.out) as Jwk).kid);
      }),
      { numRuns: 100 },
    );
  },
);
