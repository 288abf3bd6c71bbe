/** Words that hold a secret, where another is meant: a token, and a database's address with its password. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsIn, INSTALLED } from './commands.ts';
import { Tour } from './shipped.ts';

/** Commands that open a database. */
const OPENING = [
  'up',
  'db status',
  'db migrate',
  'db check',
  'backup',
  'operator code',
  'register generate --parties 1',
  'hosts show',
];

let folder: string;
let every: readonly string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-misplaced-'));
  every = await new Tour(INSTALLED, folder, async () => {}).everyCommand();
});
afterAll(() => rmSync(folder, { recursive: true }));
const { run, runAll } = commandsIn(() => folder);

describe('a token in the wrong place', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'RS256', kid: 'k' })}.${part({ iss: 'https://a.example/' })}.${'c2ln'.repeat(80)}`;

  it('is never printed, by any command', async () => {
    const all = await runAll(
      every.filter((name) => name !== 'portvakt inspect'),
      // Where an argument is meant, and by every third where there is no such option.
      async (name) => {
        const ended = await run(name, [token]);
        if (every.indexOf(name) % 3 !== 0) return ended;
        const { code, out, err } = await run(name, [`--no-such-option=${token}`]);
        return { code: code === 0 ? 0 : ended.code, out: ended.out + out, err: ended.err + err };
      },
    );
    for (const [name, { code, out, err }] of all) {
      expect([name, code === 0, `${out}${err}`.includes(token.slice(-60))]).toEqual([name, false, false]);
    }
  });

  /** Each option that is a path, with a command that has it. */
  it.each([
    ...OPENING.filter((name) => name !== 'backup').map((name) => `${name} --data`),
    ...['hosts remove --data', 'up --snapshot', 'up --apps', 'up --authzen', 'up --certificate-authorities'],
    ...['up --revocation-list', 'doctor --config', 'doctor --store', 'token --client-id x --scope a:b --key-file'],
    ...['integrations create x --org 310044423 --public-key', 'certificate issue --org 310044423 --out'],
    ...['listen --state', 'audit verify --file', 'import --org 310044423 --out', 'policy test . --policy'],
    ...['policy test . --junit', 'policy explain x x --policies'],
  ])('is never printed as a path, and makes no file: portvakt %s', async (line) => {
    const { code, out, err } = await run(`portvakt ${line}`, [token]);
    expect([code === 0, `${out}${err}`.includes(token.slice(-60))]).toEqual([false, false]);
    expect(readdirSync(folder).filter((name) => name.startsWith('ey'))).toEqual([]);
  });
});

describe('a database that is not there', () => {
  it('is told of with what to try, and without its password', async () => {
    // At port 1 nobody listens.
    const env = { DATABASE_URL: 'postgres://me:Hemmelig-42@127.0.0.1:1/x' };
    for (const name of ['db status', 'db migrate', 'db check', 'backup', 'operator code']) {
      const { code, out, err } = await run(`portvakt ${name}`, name === 'backup' ? ['state.backup'] : [], env);
      expect([name, code, `${out}${err}`.includes('Hemmelig')]).toEqual([name, 1, false]);
      expect(`${name}: ${err}`).toMatch(/^[^\n]*the database is not available: [^\n]*check host, port[^\n]*\n$/);
    }
  });
});

describe('a database that is none of ours', () => {
  it.each(['mysql://me:Hemmelig-42@a.example/x', 'host=localhost user=me password=Hemmelig-42'])(
    'is refused by every command that opens one, and its password is not printed: %s',
    async (database) => {
      const isUrl = database.includes('://');
      // Each command meets one of the two as an option, and the other in the variable.
      for (const [index, name] of OPENING.entries())
        for (const [args, env] of [
          (index % 2 === 0) === isUrl
            ? ([['--data', database], {}] as const)
            : ([[], { DATABASE_URL: database }] as const),
        ]) {
          const file = name === 'backup' ? ['state.backup'] : [];
          const { code, out, err } = await run(`portvakt ${name}`, [...file, ...args], env);
          expect([name, code, `${out}${err}`.includes('Hemmelig')]).toEqual([name, 1, false]);
          expect(`${name}: ${err}`).toMatch(/must be a folder, or an address that begins with postgres:\/\//);
        }
      expect(readdirSync(folder).filter((name) => /mysql|host=/.test(name))).toEqual([]);
    },
  );
});
