import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const HOME = '/usr/lib/postgresql';

/** Debian's newest PostgreSQL binaries, or undefined when there are none. */
export function postgresBinaries(): string | undefined {
  if (!existsSync(HOME)) return undefined;
  const versions = readdirSync(HOME).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(HOME, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Before the tests: a cluster of their own in a temporary folder. After them: gone. */
export default async function setup(project: TestProject): Promise<() => void> {
  const binaries = postgresBinaries();
  if (!binaries) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-postgres-'));
  const root = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root.
  if (root) chownSync(folder, Number(execFileSync('id', ['-u', 'postgres'])), -1);
  const run = (command: string, ...args: string[]) => {
    const line = [join(binaries, command), ...args];
    execFileSync(root ? 'runuser' : (line[0] ?? ''), root ? ['-u', 'postgres', '--', ...line] : line.slice(1), {
      stdio: 'ignore',
      cwd: folder,
    });
  };
  const data = join(folder, 'data');
  const port = await freePort();
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres');
  // Nothing here must survive a power cut, so nothing waits for the disk.
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300`;
  run('pg_ctl', '-D', data, '-o', options, '-w', 'start');
  project.provide('postgresUrl', `postgres://postgres@127.0.0.1:${port}/postgres`);
  return () => {
    run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    rmSync(folder, { recursive: true, force: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
