import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PlatformUrls } from '@portvakt/platform';

const run = promisify(execFile);
/** Tells a hang from a machine with other work to do: a start that fails ends the process. */
const READY_LIMIT_MS = 120_000;

/** The command file of this very program. */
const portvakt = (): string =>
  process.argv[1] ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'bin', 'portvakt.js');

/** A platform in a process of its own, with a database in memory, on a free port. */
export interface RunningPlatform {
  readonly urls: PlatformUrls;
  /** From the start of the process until it was ready, ms. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

export function startInProcess(extra: readonly string[] = []): Promise<RunningPlatform> {
  const started = performance.now();
  const args = [...process.execArgv, portvakt(), 'up', '--port', '0', '--data', ':memory:', '--json', ...extra];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString();
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error('the platform was not ready in time'));
    }, READY_LIMIT_MS);
    child.once('exit', (code) => reject(new Error(`the platform ended with ${code}: ${complaint.trim()}`)));
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      const { urls } = JSON.parse(text) as { urls: PlatformUrls };
      resolve({ urls, readyMs: performance.now() - started, stop: () => stopped(child) });
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit');
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Runs the real `altinn-jwks` in a folder. @returns what it printed */
export async function altinnJwks(folder: string, args: readonly string[]): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('altinn-jwks/package.json');
  const command = join(dirname(manifest), 'bin', 'altinn-jwks.js');
  const { stdout } = await run(process.execPath, [command, ...args], {
    cwd: folder,
    env: { ...process.env, ALTINN_JWK_STORE: folder },
  });
  return stdout;
}
