import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './packed.ts';
import { Tour } from './shipped.ts';
import { INSTALLED, openTerminal, type Terminal } from './terminal.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Lines that would run the tests within the tests, or a platform on a port that may be taken: what they lead to is tried in their stead. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'npm start': 'scripts/start.mjs',
  'npm test': 'scripts/test.mjs',
};

/** What a line must print; each must be named here, so that none is printed and not tried. */
const PRINTS: readonly (readonly [line: RegExp, out: RegExp])[] = [
  [/^curl .*users\/current/, /"userId":20001/],
  [/^npx altinn-jwks create/, /^Generating key testklient-TEST\./],
  [/^npx portvakt integrations create/, /^Made [\w-]{36}\.\n$/],
  [/^npx portvakt integrations list/, /^CLIENT ID .*\n[\w-]{36} .* My service\n/],
  [/^npx portvakt token /, /"scope": "altinn:instances.read"/],
  [/^npx portvakt doctor/, /Nothing is wrong/],
  [/^curl .*\/instances/, /"instanceOwner"/],
  [/^npx portvakt integrations log/, /^TIME .*\n20.* ok /],
  [/^npx altinn-jwks export maskinporten/, /^\[\{"alg":"RS256"/],
  [/^npx altinn-jwks export key/, /^[\w+/=]{1000,}$/],
  [/^portvakt --version/, /^\d+\.\d+\.\d+\n$/],
  [/^altinn-jwks list/, /testklient/],
  [/^(export|source) /, /^$/],
];

/** The lines of every shell block, without their remarks. */
const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
  block
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, '').trim()),
);

let terminal: Terminal;
beforeAll(async () => {
  terminal = await openTerminal();
});
afterAll(() => terminal.close());

describe('the README', () => {
  it('has in its shell blocks only lines that work as they are printed', async () => {
    const { base, folder, shell } = terminal;
    let clientId = '';
    const tried: string[] = [];
    for (const block of blocks) {
      // What one terminal keeps from line to line.
      const kept: string[] = [];
      for (const line of block) {
        const elsewhere = NOT_HERE[line];
        if (elsewhere !== undefined) {
          expect(existsSync(join(root, elsewhere)), line).toBe(true);
          expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).toMatchObject({
            scripts: { [line.replace(/^npm /, '')]: `node ${elsewhere}` },
          });
          continue;
        }
        const [, prints] = PRINTS.find(([pattern]) => pattern.test(line)) ?? [];
        if (prints === undefined) throw new Error(`No test tries this line of the README: ${line}`);
        const typed = line
          .replaceAll('http://localhost:7070', base)
          .replaceAll('<client_id>', clientId)
          .replaceAll('/path/to/portvakt', root);
        const { code, out, err } = await shell([...kept, typed].join('\n'), kept.length > 0 ? folder : root);
        expect([line, code, out]).toEqual([line, 0, expect.stringMatching(prints)]);
        expect(err.replaceAll(/^ *[%\d].*$/gm, ''), line).not.toMatch(/error|cannot/i);
        if (/^(export|cd) /.test(line)) kept.push(typed);
        clientId = /^([\w-]{36}) .* My service$/m.exec(out)?.[1] ?? clientId;
        tried.push(line);
      }
    }
    expect(clientId).not.toBe('');
    expect(tried.length).toBeGreaterThan(12);
  });

  it('names every command of both programs', async () => {
    const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
    const every = await new Tour(INSTALLED, terminal.folder, async () => {}).everyCommand();
    const missing = every.filter((command) => {
      const [program = '', name = '', ...below] = command.split(' ');
      const [first, rest] = program === 'altinn-jwks' ? [program, [name, ...below]] : [`${program} ${name}`, below];
      const row = rows.find((line) => line.includes(`\`${first}\``));
      return row === undefined || (rest.length > 0 && !row.includes(`\`${rest.join(' ')}\``));
    });
    expect(missing).toEqual([]);
  });

  it('names only persons and organisations that are in the world', () => {
    const world = readFileSync(join(root, 'docs', 'world.md'), 'utf8');
    const numbers = [...readme.matchAll(/\b(\d{11}|\d{9})\b/g)].map(([number]) => number);
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers.filter((number) => !world.includes(number))).toEqual([]);
  });
});
