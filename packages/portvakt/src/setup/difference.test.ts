import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readActual } from './actual.ts';
import { difference } from './difference.ts';
import { memoryApis } from './memory-harness.ts';
import { SECTIONS } from './model.ts';
import { hasDied, KEY_FILES, missing, mortal, POLICY_FILES, pairs, reach, wantedOf } from './random-harness.ts';

const RUNS = process.env['PORTVAKT_TESTS'] === 'long' ? 10_000 : 300;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-difference-'));
  for (const [index, file] of KEY_FILES.entries())
    writeFileSync(
      join(folder, file),
      JSON.stringify({ kty: 'RSA', use: 'sig', alg: 'RS256', kid: `k${index}`, n: `n${index}`, e: 'AQAB' }),
    );
  for (const file of POLICY_FILES) writeFileSync(join(folder, file), `<Policy PolicyId="${file}"/>\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const all = new Set(SECTIONS);

describe('the difference of two random set-ups', () => {
  it('leads from any to any, and then there is none; a client that has a key is at no moment without', async () => {
    await fc.assert(
      fc.asyncProperty(pairs('s-'), async ({ first, second }) => {
        const apis = memoryApis();
        for (const setup of [first, second]) {
          const wanted = await wantedOf(setup, folder);
          await reach(wanted, apis);
          expect(missing(wanted, await readActual(apis, undefined, all))).toEqual([]);
          expect(difference(wanted, await readActual(apis, wanted, wanted.sections)).steps).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('leads to the same end when the program dies at any step, before it is done or right after', async () => {
    let deaths = 0;
    await fc.assert(
      fc.asyncProperty(pairs('s-'), async ({ first, second, dies, isDone }) => {
        const apis = memoryApis();
        await reach(await wantedOf(first, folder), apis);
        const wanted = await wantedOf(second, folder);
        await reach(wanted, mortal(apis, dies, isDone)).catch((error: unknown) => {
          if (!hasDied(error)) throw error;
          deaths += 1;
        });
        await reach(wanted, apis);
        expect(missing(wanted, await readActual(apis, undefined, all))).toEqual([]);
        expect(difference(wanted, await readActual(apis, wanted, wanted.sections)).steps).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(deaths).toBeGreaterThan(RUNS / 2);
  });
});

describe('the keys of a client', () => {
  const five = (from: number) => KEY_FILES.slice(from, from + 5).map((file) => ({ file }));
  const client = (keys: readonly object[]) => ({ clients: [{ name: 'Bok', keys }] });

  it('are five old and five others: the newest of the old stays until the last step', async () => {
    const apis = memoryApis();
    await reach(await wantedOf(client(five(0)), folder), apis);
    const { steps } = await planOf(client(KEY_FILES.slice(5, 8).map((file) => ({ file }))), apis);
    expect(
      steps.map(({ work }) => work.do === 'keys.set' && [work.kept, work.added.length, work.removed.length]),
    ).toEqual([
      [['k0', 'k1'], 3, 3],
      [['k5', 'k6', 'k7'], 0, 2],
    ]);
    const full = await planOf(client([...five(1).slice(0, 4), { file: KEY_FILES[7] ?? '' }]), apis);
    expect(full.steps.map(({ sign }) => sign)).toEqual(['~']);
  });

  it('that end within a month are noted, and those that have ended are published anew', async () => {
    const apis = memoryApis();
    const wish = client([{ file: KEY_FILES[0] ?? '' }]);
    await reach(await wantedOf(wish, folder), apis);
    const [made] = (await apis.selfService.clients()).filter(({ client_name: name }) => name === 'Bok');
    const id = made?.client_id ?? '';
    const ending = async (exp: number) => {
      const keys = await apis.selfService.keys(id);
      await apis.selfService.replaceKeys(
        id,
        keys.map((key) => ({ ...key, exp })),
      );
      return planOf(wish, apis);
    };
    const now_s = apis.now() / 1000;
    expect((await ending(now_s + 31 * 86_400)).notes).toEqual([]);
    const soon = await ending(now_s + 86_400);
    expect([soon.steps, soon.notes]).toEqual([
      [],
      ['The key k0 of Bok ends on 2027-01-16: rotate it, with "altinn-jwks rotate".'],
    ]);
    expect((await ending(now_s - 1)).steps).toMatchObject([{ work: { do: 'keys.set', added: [{ kid: 'k0' }] } }]);
  });

  const planOf = async (setup: object, apis: ReturnType<typeof memoryApis>) => {
    const wanted = await wantedOf(setup, folder);
    return difference(wanted, await readActual(apis, wanted, wanted.sections));
  };
});

describe('two systems that change clients', () => {
  it('give up first, since a client is of one system', async () => {
    const apis = memoryApis();
    const texts = { nb: 'a', nn: 'a', en: 'a' };
    const setup = (one: string, other: string) => ({
      clients: [{ name: 'Bok' }, { name: 'Gran' }],
      systems: [
        { id: '310013579_en', name: texts, description: texts, clients: [one] },
        { id: '310013579_to', name: texts, description: texts, clients: [other] },
      ],
    });
    await reach(await wantedOf(setup('Bok', 'Gran'), folder), apis);
    expect(await reach(await wantedOf(setup('Gran', 'Bok'), folder), apis)).toBe(4);
    const [bok] = await apis.selfService.clients().then((all) => all.filter(({ client_name: name }) => name === 'Bok'));
    expect((await apis.systems.get('310013579_to')).clientId).toEqual([bok?.client_id]);
  });
});
