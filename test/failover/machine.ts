/** A "machine": a PostgreSQL server, the Patroni that looks after it, and the relays by which the others reach it. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Relay, startRelay } from '@portvakt/platform/testing/relay';
import pg from 'pg';
import { freePort, postgresBinaries } from '../postgres.ts';
import { until } from './until.ts';

export const HOST = '127.0.0.1';
/** Short, by Patroni's rule that ttl is at least loop_wait and twice retry_timeout; shorter ones are missed on a machine that is busy. */
const TIMES = { ttl: 14, loop_wait: 2, retry_timeout: 6 };
/**
 * Shorter than `retry_timeout`. A leader that is cut off is stopped by its Patroni after that; a server that stops waits for its followers to have all, and
 * Patroni 3.0, when it has waited for as long again, stops and starts it a second time beside the first. It then no longer knows which of the two runs,
 * removes the data from under the one that does, and writes to those that it has copied in their place.
 */
const SENDER_TIMEOUT = '4s';

/** A PostgreSQL server with the Patroni that looks after it. */
export interface Machine {
  readonly name: string;
  /** Both end as in a power cut; `start` begins again. */
  kill(): void;
  start(): void;
  /** Both stand still. */
  freeze(): void;
  /**
   * The server goes on where it stood, and takes itself for the leader; Patroni begins anew, since a watchdog would have ended it. Without one, Patroni
   * 3.0 could take the lock of another when it wakes up.
   */
  thaw(): void;
  /** Nothing passes between it and all others. */
  partition(): void;
  heal(): void;
  /** Whether it takes itself for the leader; false as well when it cannot be asked. */
  isLeader(): Promise<boolean>;
}

/** Where a machine is, and by what it is reached. */
export interface Site {
  readonly name: string;
  /** Its server's, and its Patroni's. */
  readonly port: number;
  readonly rest: number;
  readonly relays: { readonly etcd: Relay; readonly postgres: Relay; readonly rest: Relay };
  /** By which nodes of the platform reach it. */
  readonly nodes: Set<Relay>;
}

export interface MachineDeps {
  readonly site: Site;
  readonly others: readonly Site[];
  readonly folder: string;
  /** Starts a program that writes its log to the folder. */
  readonly run: (name: string, command: string, args: readonly string[]) => ChildProcess;
  /** Gives a file to the user as whom PostgreSQL runs. */
  readonly owned: (path: string) => string;
}

export const relayTo = (port: number): Promise<Relay> => startRelay({ port, host: HOST });

/** @param etcd its port */
export async function makeSite(name: string, etcd: number): Promise<Site> {
  const [port, rest] = [await freePort(), await freePort()];
  const relays = { etcd: await relayTo(etcd), postgres: await relayTo(port), rest: await relayTo(rest) };
  return { name, port, rest, relays, nodes: new Set() };
}

/** @returns `remake` lets nothing of it remain, whatever state it is in: Patroni then makes it anew, from the leader */
export function makeMachine({ site, others, folder, run, owned }: MachineDeps) {
  const { name, port, relays, nodes } = site;
  const data = join(folder, name);
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(settings(site, folder, data)));
  owned(file);
  let patroni: ChildProcess | undefined;
  const start = (): void => {
    patroni = run(name, '/usr/bin/patroni', [file]);
  };
  const signal = (how: NodeJS.Signals): void => {
    patroni?.kill(how);
    signalAll(data, how);
  };
  /** What passes between this machine and the others; with two of them, the other's door for servers is used by this one alone. */
  const between = (): readonly Relay[] => [
    ...[relays.etcd, relays.postgres, relays.rest, ...nodes],
    ...others.flatMap((other) => [other.relays.postgres, other.relays.rest]),
  ];
  const machine: Machine = {
    name,
    kill: () => signal('SIGKILL'),
    start,
    freeze: () => signal('SIGSTOP'),
    thaw() {
      patroni?.kill('SIGKILL');
      signalAll(data, 'SIGCONT');
      start();
    },
    partition() {
      for (const relay of between()) relay.silence();
    },
    heal() {
      for (const relay of between()) relay.resume();
    },
    isLeader: async () => (await asked<{ is: boolean }>(port, 'select not pg_is_in_recovery() as is'))[0]?.is === true,
  };
  const remake = async (): Promise<void> => {
    machine.kill();
    await until(`nothing of ${name} runs`, () => processesOf(data).length === 0);
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    start();
  };
  return { ...machine, remake };
}

function settings({ name, port, rest, relays }: Site, folder: string, data: string) {
  const user = (username: string) => ({ username, password: 'x' });
  return {
    scope: 'portvakt',
    name,
    restapi: { listen: `${HOST}:${rest}`, connect_address: `${HOST}:${relays.rest.port}` },
    etcd3: { hosts: [`${HOST}:${relays.etcd.port}`], use_proxies: true },
    bootstrap: {
      dcs: {
        ...TIMES,
        synchronous_mode: true,
        postgresql: {
          use_pg_rewind: true,
          parameters: {
            max_connections: 200,
            wal_log_hints: 'on',
            fsync: 'off',
            wal_sender_timeout: SENDER_TIMEOUT,
          },
        },
      },
      initdb: [{ auth: 'trust' }, 'no-sync'],
    },
    postgresql: {
      listen: `${HOST}:${port}`,
      connect_address: `${HOST}:${relays.postgres.port}`,
      data_dir: data,
      bin_dir: postgresBinaries(),
      pgpass: join(folder, `${name}.pgpass`),
      // Else a follower that is made anew waits for a checkpoint that takes its time.
      basebackup: [{ checkpoint: 'fast' }],
      remove_data_directory_on_rewind_failure: true,
      remove_data_directory_on_diverged_timelines: true,
      authentication: { superuser: user('postgres'), replication: user('replicator'), rewind: user('postgres') },
      pg_hba: ['local all all trust', `host all all ${HOST}/32 trust`, `host replication all ${HOST}/32 trust`],
      parameters: { unix_socket_directories: folder },
    },
  };
}

/**
 * All that works on these data: the server, one that Patroni has forgotten (the file of its number is gone or is another's), and what copies or mends them, which
 * outlives a Patroni that is killed.
 */
function processesOf(data: string): readonly number[] {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const all = lines.map((line) => {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    return {
      pid: Number(pid),
      parent: Number(parent),
      isRoot: args.some((arg) => arg === data || arg.endsWith(`=${data}`)),
    };
  });
  const roots = new Set(all.filter(({ isRoot }) => isRoot).map(({ pid }) => pid));
  return [...roots, ...all.filter(({ pid, parent }) => roots.has(parent) && !roots.has(pid)).map(({ pid }) => pid)];
}

function signalAll(data: string, how: NodeJS.Signals): void {
  const send = (pid: number): void => {
    try {
      process.kill(pid, how);
    } catch {
      // It has ended meanwhile.
    }
  };
  // Servers come first, and then make no others; one that ends at once leaves its own to another.
  const before = processesOf(data);
  for (const pid of before) send(pid);
  for (const pid of processesOf(data)) if (!before.includes(pid)) send(pid);
}

async function asked<R>(port: number, statement: string): Promise<readonly R[]> {
  const client = new pg.Client({
    connectionString: `postgres://postgres@${HOST}:${port}/postgres`,
    connectionTimeoutMillis: 500,
    query_timeout: 500,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(statement)).rows as readonly R[];
  } catch {
    return [];
  } finally {
    client.connection.stream.destroy();
  }
}
