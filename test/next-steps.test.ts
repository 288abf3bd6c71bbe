import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from './packed.ts';
import { CUSTOMER, makeClient } from './shipped.ts';

const run = promisify(execFile);
const bin = join(root, 'packages', 'portvakt', 'bin', 'portvakt.js');
const env = (more: Record<string, string>): NodeJS.ProcessEnv => {
  const { PORTVAKT_URL: _url, MASKINPORTEN_ENVIRONMENT: _environment, NODE_OPTIONS: _sources, ...rest } = process.env;
  return { ...rest, ...more };
};

let platform: ChildProcess | undefined;
afterEach(async () => {
  if (!platform || platform.exitCode !== null) return;
  const ended = new Promise((resolve) => platform?.once('exit', resolve));
  platform.kill('SIGTERM');
  await ended;
});

/** Starts the platform as a user does. @returns what it printed */
function up(args: readonly string[], variables: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, [bin, 'up', '--port', '0', '--data', ':memory:', ...args], { env: variables });
  platform = child;
  return new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString();
      if (/--scope .*\n$/.test(out)) resolve(out);
    });
    let err = '';
    child.stderr.on('data', (bytes: Buffer) => {
      err += bytes.toString();
    });
    child.once('exit', (code) => reject(new Error(`up ended with ${code}: ${err}`)));
  });
}

describe('the next steps that portvakt up prints', () => {
  it.each([
    ['on a free port', [], {}],
    ['on 127.0.0.1', ['--host', '127.0.0.1'], {}],
    [
      'where the terminal’s variables mean something else',
      [],
      { PORTVAKT_URL: 'http://localhost:1', MASKINPORTEN_ENVIRONMENT: 'test' },
    ],
    ...(process.platform === 'linux'
      ? ([
          ['on another address of this machine', ['--host', '127.0.0.2'], {}],
          ['on every address', ['--host', '0.0.0.0'], {}],
        ] as const)
      : []),
  ] as const)('work as they are printed: %s', async (_where, args, variables) => {
    const keys = mkdtempSync(join(tmpdir(), 'portvakt-next-'));
    const out = await up(args, env(variables));
    const [, base = ''] = /Altinn platform +(\S+)/.exec(out) ?? [];
    const steps = (out.split('Next, in another terminal:\n')[1] ?? '').trim().split('\n');
    expect(steps).toHaveLength(3);
    let clientId = '';
    const printed: string[] = [];
    for (const step of steps) {
      // The one thing that the reader puts in: what the portal has told.
      const line = step.trim().replace('<client_id>', clientId);
      const { stdout } = await run('sh', ['-c', line], {
        cwd: root,
        env: env({ ...variables, ALTINN_JWK_STORE: keys }),
      });
      printed.push(stdout);
      if (stdout.startsWith('['))
        clientId = await makeClient(base, CUSTOMER, ['altinn:instances.read'], JSON.parse(stdout) as object[]);
    }
    expect(printed[2]).toMatch(/^ey[\w-]+\.ey/);
  });
});
