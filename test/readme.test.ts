import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './packed.ts';
import { type Installed, Tour } from './shipped.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const bin = (name: string) => join(root, 'packages', name, 'bin', `${name}.js`);
const INSTALLED: Installed = { portvakt: bin('portvakt'), 'altinn-jwks': bin('altinn-jwks') };

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

let folder: string;
let platform: ChildProcess;
let base: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-readme-'));
  platform = spawn(process.execPath, [INSTALLED.portvakt, 'up', '--port', '0', '--data', ':memory:', '--json']);
  base = await new Promise((resolve, reject) => {
    let out = '';
    platform.stdout?.on('data', (bytes: Buffer) => {
      out += bytes.toString();
      if (out.includes('\n')) resolve((JSON.parse(out) as { urls: { base: string } }).urls.base);
    });
    platform.once('exit', (code) => reject(new Error(`portvakt up ended with ${code}`)));
  });
});
afterAll(async () => {
  platform.removeAllListeners('exit');
  const ended = new Promise((resolve) => platform.once('exit', resolve));
  platform.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true });
});

/** Runs a line as a newcomer's shell does. Keys are made elsewhere than in the checkout. */
function shell(
  line: string,
  cwd: string,
): Promise<{ readonly code: unknown; readonly out: string; readonly err: string }> {
  const { NODE_OPTIONS: _sources, PORTVAKT_URL: _url, MASKINPORTEN_ENVIRONMENT: _environment, ...rest } = process.env;
  const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`;
  const env = { ...rest, PATH, PORTVAKT_URL: base, ALTINN_JWK_STORE: folder };
  return new Promise((resolve) =>
    execFile('bash', ['-c', line], { cwd, env, maxBuffer: 5_000_000 }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    ),
  );
}

describe('the README', () => {
  it('has in its shell blocks only lines that work as they are printed', async () => {
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
    const every = await new Tour(INSTALLED, folder, async () => {}).everyCommand();
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
