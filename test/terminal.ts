/** A newcomer's terminal: the commands as they are shipped, a folder for keys elsewhere than in the checkout, and a platform that runs. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './packed.ts';
import type { Installed } from './shipped.ts';

const bin = (name: string) => join(root, 'packages', name, 'bin', `${name}.js`);
export const INSTALLED: Installed = { portvakt: bin('portvakt'), 'altinn-jwks': bin('altinn-jwks') };

export interface Said {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

export interface Terminal {
  /** Where the platform is. */
  readonly base: string;
  /** Where the keys lie. */
  readonly folder: string;
  /** Runs lines as a shell does. */
  shell(lines: string, cwd: string): Promise<Said>;
  close(): Promise<void>;
}

/** @throws when the platform does not start */
export async function openTerminal(): Promise<Terminal> {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-terminal-'));
  const platform = spawn(process.execPath, [INSTALLED.portvakt, 'up', '--port', '0', '--data', ':memory:', '--json']);
  const base = await baseOf(platform);
  const shell = (lines: string, cwd: string): Promise<Said> => {
    const { NODE_OPTIONS: _sources, PORTVAKT_URL: _url, MASKINPORTEN_ENVIRONMENT: _environment, ...rest } = process.env;
    const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`;
    const env = { ...rest, PATH, PORTVAKT_URL: base, ALTINN_JWK_STORE: folder };
    return new Promise((resolve) =>
      execFile('bash', ['-c', lines], { cwd, env, maxBuffer: 5_000_000 }, (error, out, err) =>
        resolve({ code: error?.code ?? 0, out, err }),
      ),
    );
  };
  return {
    base,
    folder,
    shell,
    async close() {
      platform.removeAllListeners('exit');
      const ended = new Promise((resolve) => platform.once('exit', resolve));
      platform.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

const baseOf = (platform: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let out = '';
    platform.stdout?.on('data', (bytes: Buffer) => {
      out += bytes.toString();
      if (out.includes('\n')) resolve((JSON.parse(out) as { urls: { base: string } }).urls.base);
    });
    platform.once('exit', (code) => reject(new Error(`portvakt up ended with ${code}`)));
  });
