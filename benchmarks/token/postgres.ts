/** A PostgreSQL cluster of its own in a temporary folder, with all its promises kept: fsync is on. */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HOME = '/usr/lib/postgresql';

export interface Cluster {
  readonly url: string;
  /** An empty database. @returns its URL */
  create(name: string): string;
  stop(): void;
}

/** Undefined where Debian's package postgresql is not installed. */
export async function startCluster(): Promise<Cluster | undefined> {
  const versions = existsSync(HOME) ? readdirSync(HOME).sort((a, b) => Number(b) - Number(a)) : [];
  const binaries = versions.map((version) => join(HOME, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  if (!binaries) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-benchmark-'));
  const root = process.getuid?.() === 0;
  if (root) chownSync(folder, Number(execFileSync('id', ['-u', 'postgres'])), -1);
  const run = (command: string, ...args: string[]): void => {
    const [program = '', ...rest] = [
      ...(root ? ['runuser', '-u', 'postgres', '--'] : []),
      join(binaries, command),
      ...args,
    ];
    execFileSync(program, rest, { stdio: 'ignore', cwd: folder });
  };
  const data = join(folder, 'data');
  const port = await freePort();
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres');
  run(
    'pg_ctl',
    '-D',
    data,
    '-o',
    `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200`,
    '-w',
    'start',
  );
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    create(name) {
      run('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', name);
      return `postgres://postgres@127.0.0.1:${port}/${name}`;
    },
    stop() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
