import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const HOME = '/usr/lib/postgresql';

/** Debian's newest PostgreSQL binaries, or undefined when there are none. */
export function postgresBinaries(): string | undefined {
  if (!existsSync(HOME)) return undefined;
  const versions = readdirSync(HOME).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(HOME, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
}

/** A PostgreSQL server of one's own, in a temporary folder. */
export interface Cluster {
  readonly url: string;
  /** Stops it as a crash would, and starts it again on the same port. */
  restart(): Promise<void>;
  /** Stops it; `start` begins again with what it holds. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** All of its processes stand still, and nothing is answered, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Stops it, and removes everything. */
  remove(): Promise<void>;
}

/**
 * @param data where its tables are, beside its log; default in the temporary folder
 * @throws when PostgreSQL is not installed: see `postgresBinaries`
 */
export async function startCluster(place?: { readonly data: string }): Promise<Cluster> {
  const binaries = postgresBinaries();
  if (!binaries) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-postgres-'));
  const root = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root.
  if (root)
    for (const own of [folder, ...(place ? [place.data] : [])])
      chownSync(own, Number(execFileSync('id', ['-u', 'postgres'])), -1);
  const log = join(folder, 'log');
  const run = async (command: string, ...args: string[]): Promise<void> => {
    const line = [...(root ? ['runuser', '-u', 'postgres', '--'] : []), join(binaries, command), ...args];
    await promisify(execFile)(line[0] ?? '', line.slice(1), { cwd: folder });
  };
  const data = join(place?.data ?? folder, 'data');
  const port = await freePort();
  const beside = place ? ['-X', join(folder, 'wal')] : [];
  await run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', ...beside);
  // Nothing here must survive a power cut, so nothing waits for the disk, and as little as can be is written twice.
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
    'max_connections=300',
  ];
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 ${settings.map((one) => `-c ${one}`).join(' ')}`;
  const start = () => run('pg_ctl', '-D', data, '-l', log, '-o', options, '-t', '600', '-w', 'start');
  const kill = () => run('pg_ctl', '-D', data, '-t', '600', '-m', 'immediate', 'stop');
  await start();
  const signal = (name: NodeJS.Signals) => signalServer(data, name);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: () => run('pg_ctl', '-D', data, '-l', log, '-o', options, '-t', '600', '-w', '-m', 'immediate', 'restart'),
    kill,
    start,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends a signal to all processes of the server whose data are in this folder, if it runs. */
export function signalServer(data: string, name: NodeJS.Signals): void {
  const server = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const send = (pid: number): void => {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  const children = (): readonly number[] =>
    execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .flatMap(([pid = 0, parent]) => (parent === server ? [pid] : []));
  // The server first, so that it makes no others; one that ends at once leaves its own to another.
  const before = children();
  send(server);
  for (const child of new Set([...before, ...children()])) send(child);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
