/** Two "machines" with PostgreSQL and Patroni each, and etcd on a third, all from Debian; whatever goes between them goes through relays. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Relay, startRelay } from '@portvakt/platform/testing/relay';
import pg from 'pg';
import { freePort, postgresBinaries, signalServer } from '../postgres.ts';

const PROGRAMS = { patroni: '/usr/bin/patroni', etcd: '/usr/bin/etcd' };
/** Short, by Patroni's rule that ttl is at least loop_wait and twice retry_timeout; shorter ones are missed on a machine that is busy. */
const TIMES = { ttl: 14, loop_wait: 2, retry_timeout: 6 };
const HOST = '127.0.0.1';

/** What is missing on this machine, or undefined. */
export function missing(): string | undefined {
  if (postgresBinaries() === undefined) return 'postgresql';
  return Object.entries(PROGRAMS).find(([, path]) => !existsSync(path))?.[0];
}

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

export interface Cluster {
  readonly machines: readonly Machine[];
  /** Relays of its own for a node of the platform, so that it can be cut off alone. */
  forNode(): Promise<{ readonly url: string; readonly relays: readonly Relay[] }>;
  leader(): Promise<Machine | undefined>;
  /** Whether one leads, and the other may take its place. */
  isWhole(): Promise<boolean>;
  /** Lets Patroni make the one that does not lead anew, from the other. */
  remakeFollower(): Promise<void>;
  remove(): Promise<void>;
}

const to = (port: number) => startRelay({ port, host: HOST });
const own = (port: number) => `postgres://postgres@${HOST}:${port}/postgres`;

async function asked<R>(port: number, statement: string): Promise<readonly R[]> {
  const client = new pg.Client({ connectionString: own(port), connectionTimeoutMillis: 500, query_timeout: 500 });
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

export async function startPatroni(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-patroni-'));
  const isRoot = process.getuid?.() === 0;
  const owned = (path: string): string => {
    if (isRoot) chownSync(path, Number(execFileSync('id', ['-u', 'postgres'])), -1);
    return path;
  };
  owned(folder);
  const run = (name: string, command: string, args: readonly string[]): ChildProcess => {
    // Not by way of runuser, which would be what signals reach.
    const user = isRoot
      ? { uid: Number(execFileSync('id', ['-u', 'postgres'])), gid: Number(execFileSync('id', ['-g', 'postgres'])) }
      : {};
    const log = openSync(join(folder, `${name}.log`), 'a');
    return spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', log, log],
      env: { ...process.env, HOME: folder },
      ...user,
    });
  };
  const [clients, peers] = [await freePort(), await freePort()];
  const etcd = run('etcd', PROGRAMS.etcd, [
    ...['--name', 'etcd', '--data-dir', join(folder, 'etcd')],
    ...['--listen-client-urls', `http://${HOST}:${clients}`, '--advertise-client-urls', `http://${HOST}:${clients}`],
    ...['--listen-peer-urls', `http://${HOST}:${peers}`, '--initial-advertise-peer-urls', `http://${HOST}:${peers}`],
    ...['--initial-cluster', `etcd=http://${HOST}:${peers}`],
  ]);

  const places = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const [port, rest] = [await freePort(), await freePort()];
      const relays = { etcd: await to(clients), postgres: await to(port), rest: await to(rest) };
      return { name, port, rest, relays, nodes: new Set<Relay>() };
    }),
  );
  const machines = places.map((place, index): Machine => {
    const { name, port, rest, relays, nodes } = place;
    const data = join(folder, name);
    const file = join(folder, `${name}.json`);
    const user = (username: string) => ({ username, password: 'x' });
    writeFileSync(
      file,
      JSON.stringify({
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
              parameters: { max_connections: 200, wal_log_hints: 'on', fsync: 'off' },
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
      }),
    );
    owned(file);
    let patroni: ChildProcess | undefined;
    const start = (): void => {
      patroni = run(name, PROGRAMS.patroni, [file]);
    };
    const signal = (how: NodeJS.Signals): void => {
      patroni?.kill(how);
      if (existsSync(join(data, 'postmaster.pid'))) signalServer(data, how);
    };
    /** What passes between this machine and the others; with two of them, the other's door for servers is used by this one alone. */
    const between = (): readonly Relay[] => [
      ...[relays.etcd, relays.postgres, relays.rest, ...nodes],
      ...places.filter((_, at) => at !== index).flatMap((other) => [other.relays.postgres, other.relays.rest]),
    ];
    return {
      name,
      kill: () => signal('SIGKILL'),
      start,
      freeze: () => signal('SIGSTOP'),
      thaw() {
        patroni?.kill('SIGKILL');
        if (existsSync(join(data, 'postmaster.pid'))) signalServer(data, 'SIGCONT');
        start();
      },
      partition() {
        for (const relay of between()) relay.silence();
      },
      heal() {
        for (const relay of between()) relay.resume();
      },
      isLeader: async () =>
        (await asked<{ is: boolean }>(port, 'select not pg_is_in_recovery() as is'))[0]?.is === true,
    };
  });
  for (const machine of machines) machine.start();
  const leader = async (): Promise<Machine | undefined> => {
    for (const machine of machines) if (await machine.isLeader()) return machine;
    return undefined;
  };
  const isWhole = async (): Promise<boolean> => {
    for (const { rest } of places)
      try {
        const { members } = (await (await fetch(`http://${HOST}:${rest}/cluster`)).json()) as {
          members: readonly { readonly role: string }[];
        };
        // That the server says so is not enough: Patroni promotes whom etcd knows as such.
        return members.some(({ role }) => role === 'leader') && members.some(({ role }) => role === 'sync_standby');
      } catch {
        // The other knows as well.
      }
    return false;
  };
  return {
    machines,
    async forNode() {
      const relays = await Promise.all(places.map(({ port }) => to(port)));
      for (const [at, relay] of relays.entries()) places[at]?.nodes.add(relay);
      const hosts = relays.map(({ port }) => `${HOST}:${port}`).join(',');
      return { url: `postgres://postgres@${hosts}/postgres?target_session_attrs=read-write`, relays };
    },
    leader,
    isWhole,
    async remakeFollower() {
      for (const [at, { rest }] of places.entries()) {
        if (await machines[at]?.isLeader()) continue;
        const headers = { 'content-type': 'application/json' };
        await fetch(`http://${HOST}:${rest}/reinitialize`, { method: 'POST', headers, body: '{"force":true}' });
      }
    },
    async remove() {
      for (const machine of machines) machine.kill();
      etcd.kill('SIGKILL');
      for (const { relays, nodes } of places)
        for (const relay of [...Object.values(relays), ...nodes]) await relay.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
