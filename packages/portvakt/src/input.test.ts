import { fork } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bytesFrom, jsonFrom, textFrom } from './input.ts';

const packages = fileURLToPath(new URL('../../', import.meta.url));
const PORTVAKT = join(packages, 'portvakt', 'src', 'cli.ts');
const JWKS = join(packages, 'altinn-jwks', 'src', 'cli.ts');
/** Tells this test when a program turns to its standard input. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
const real = Object.getOwnPropertyDescriptor(process, 'stdin');
Object.defineProperty(process, 'stdin', { ...real, get() { process.send?.('reads'); return real.get.call(process); } });
process.channel?.unref();
`)}`;

/** Runs a program whose standard input stays empty until it has turned to it. */
async function withSlowPipe(program: string, args: readonly string[], input: string) {
  const child = fork(program, [...args], {
    cwd: mkdtempSync(join(tmpdir(), 'portvakt-input-')),
    execArgv: ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', '--import', WATCH],
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close') as Promise<[number]>;
  await Promise.race([once(child, 'message'), ended]);
  // In two parts, the second after the first has been handed over.
  child.stdin?.on('error', () => {});
  const half = Math.floor(input.length / 2);
  child.stdin?.write(input.slice(0, half), () => child.stdin?.end(input.slice(half)));
  const [code] = await ended;
  return { code, out, err };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${part({ alg: 'RS256' })}.${part({ iss: 'somebody' })}.c2ln\n`;
const CLIENT = ['--client-id', 'x', '--url', 'http://localhost:1'];

describe('what comes on standard input', () => {
  it.each([
    ['inspect', [], TOKEN, /"somebody"/],
    ['inspect', ['-'], TOKEN, /"somebody"/],
    // What is wrong with it is told only after all of it has been read.
    ['token', ['--key-file', '-', '--scope', 'a:b', ...CLIENT], '{"kty":"EC"}', /a key of type EC cannot be used/],
    ['systems register', ['-', ...CLIENT], '{"id":', /The standard input cannot be read as JSON/],
    ['systems update', ['-', ...CLIENT], '[1]', /The standard input must be a JSON object/],
    ['systems request', ['-', ...CLIENT], '"x"', /The standard input must be a JSON object/],
    ['policy check', ['-'], '<Policy', /^FAIL {2}-:1:\d+: .*\n1 file, 1 error, 0 warnings\n$/],
    ['register import', ['-'], '{"persons":[{}]}', /^stdin persons:1: .*\nNothing was imported\.\n$/s],
  ])('is waited for by portvakt %s %j', async (command, args, input, shows) => {
    const { out, err } = await withSlowPipe(PORTVAKT, [...command.split(' '), ...args], input);
    expect(out + err).toMatch(shows);
  });

  it.each([
    ['import', ['app']],
    ['import', ['app', '-']],
  ])('is waited for by altinn-jwks %s %j', async (command, args) => {
    const { code, err } = await withSlowPipe(JWKS, [command, ...args], '{"kty":"none"}');
    expect([code, err]).toEqual([1, expect.stringMatching(/^[^\n]*key[^\n]*\n$/)]);
    expect(err).not.toContain('EAGAIN');
  });

  it('has a bound', async () => {
    const endless = () => Readable.from(Array.from({ length: 21 }, () => Buffer.alloc(1_000_000)));
    await expect(textFrom('-', endless)).rejects.toThrow('The standard input is longer than 20000000 bytes.');
  });

  it.skipIf(process.platform === 'win32')('does not read for ever what never ends', async () => {
    await expect(bytesFrom('/dev/zero', 1000)).rejects.toThrow('/dev/zero is longer than 1000 bytes.');
    await expect(textFrom('/dev/zero')).rejects.toThrow('/dev/zero is longer than 20000000 bytes.');
  });

  it('is read in no other way: a synchronous read fails where the pipe is empty for a moment', () => {
    const sources = globSync(['*/src/**/*.ts', '*/bin/*.js'], { cwd: packages }).filter(
      (file) => !/\.test\.ts$/.test(file),
    );
    const reads = sources.filter((file) =>
      /read(?:File)?Sync\(\s*(?:0|process\.stdin|[^)]*\? 0)|\/dev\/stdin|stdin\.fd/.test(
        readFileSync(join(packages, file), 'utf8'),
      ),
    );
    expect(reads).toEqual([]);
  });
});

describe('a file', () => {
  it('is named when it cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-input-'));
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{"a":');
    await expect(textFrom(join(folder, 'none'))).rejects.toThrow(
      `${join(folder, 'none')} cannot be read: it is not there.`,
    );
    await expect(textFrom(folder)).rejects.toThrow(`${folder} cannot be read: it is a directory.`);
    await expect(jsonFrom(broken)).rejects.toThrow(`${broken} cannot be read as JSON`);
    const empty = join(folder, 'empty.json');
    writeFileSync(empty, ' \n');
    await expect(jsonFrom(empty)).rejects.toThrow(`${empty} is empty: it must hold JSON.`);
    await expect(textFrom(join(broken, 'x'))).rejects.toThrow('cannot be read: it is not there.');
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFF{"a":"æ"}')],
    ['UTF-16, as Windows PowerShell writes it', Buffer.from('\uFEFF{"a":"æ"}', 'utf16le')],
    ['UTF-16 in the other order', Buffer.from('\uFEFF{"a":"æ"}', 'utf16le').swap16()],
  ])('is read in %s', async (_how, bytes) => {
    const file = join(mkdtempSync(join(tmpdir(), 'portvakt-input-')), 'a.json');
    writeFileSync(file, bytes);
    expect(await jsonFrom(file)).toEqual({ a: 'æ' });
  });
});
