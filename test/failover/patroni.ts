/** Two "machines" with PostgreSQL and Patroni each, and etcd on a third, all from Debian; whatever goes between them goes through relays. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Relay } from '@portvakt/platform/testing/relay';
import { freePort, postgresBinaries } from '../postgres.ts';
import { HOST, type Machine, makeMachine, makeSite, relayTo, type Site } from './machine.ts';
import { until } from './until.ts';

const PROGRAMS = { patroni: '/usr/bin/patroni', etcd: '/usr/bin/etcd' };
/** One that does not follow after so long is made anew, so often. */
const SOON_MS = 90_000;
const MOST_REMADE = 3;

/** What is missing on this machine, or undefined. */
export function missing(): string | undefined {
  if (postgresBinaries() === undefined) return 'postgresql';
  return Object.entries(PROGRAMS).find(([, path]) => !existsSync(path))?.[0];
}

export interface Cluster {
  readonly machines: readonly Machine[];
  /** Relays of its own for a node of the platform, so that it can be cut off alone. */
  forNode(): Promise<{ readonly url: string; readonly relays: readonly Relay[] }>;
  leader(): Promise<Machine | undefined>;
  /**
   * Resolves when one leads, and the other may take its place. One that Patroni does not bring to that is made anew, as whoever runs it would: how Patroni
   * mends a follower is not what is looked at here.
   * @throws Error with what the logs end in, when that does not help either
   */
  whole(): Promise<void>;
  remove(): Promise<void>;
}

/** @param say is told when a follower has to be made anew */
export async function startPatroni(say: (text: string) => void = () => {}): Promise<Cluster> {
  const { folder, run, owned } = workshop();
  const [clients, peers] = [await freePort(), await freePort()];
  const etcd = run('etcd', PROGRAMS.etcd, [
    ...['--name', 'etcd', '--data-dir', join(folder, 'etcd')],
    ...['--listen-client-urls', `http://${HOST}:${clients}`, '--advertise-client-urls', `http://${HOST}:${clients}`],
    ...['--listen-peer-urls', `http://${HOST}:${peers}`, '--initial-advertise-peer-urls', `http://${HOST}:${peers}`],
    ...['--initial-cluster', `etcd=http://${HOST}:${peers}`],
  ]);
  const sites = await Promise.all(['one', 'two'].map((name) => makeSite(name, clients)));
  const machines = sites.map((site) =>
    makeMachine({ site, others: sites.filter((other) => other !== site), folder, run, owned }),
  );
  for (const machine of machines) machine.start();
  const WHOLE = 'one server leads and the other follows';
  const whole = async (): Promise<void> => {
    for (let remade = 0; ; remade += 1)
      try {
        await until(WHOLE, async () => (await standing(sites)).isWhole, SOON_MS);
        return;
      } catch (error) {
        const { leader } = await standing(sites);
        const lost = leader === undefined ? undefined : machines.find(({ name }) => name !== leader);
        if (remade === MOST_REMADE || !lost) throw new Error(`${error}\n${endOf(folder)}`);
        say(`${lost.name} does not follow ${leader}, and is made anew`);
        await lost.remake();
      }
  };
  return {
    machines,
    async forNode() {
      const relays = await Promise.all(sites.map(({ port }) => relayTo(port)));
      for (const [at, relay] of relays.entries()) sites[at]?.nodes.add(relay);
      const hosts = relays.map(({ port }) => `${HOST}:${port}`).join(',');
      return { url: `postgres://postgres@${hosts}/postgres?target_session_attrs=read-write`, relays };
    },
    async leader() {
      for (const machine of machines) if (await machine.isLeader()) return machine;
      return undefined;
    },
    whole,
    async remove() {
      for (const machine of machines) machine.kill();
      etcd.kill('SIGKILL');
      for (const { relays, nodes } of sites)
        for (const relay of [...Object.values(relays), ...nodes]) await relay.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A folder for it all, and how programs are started there: PostgreSQL refuses to run as root. */
function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-patroni-'));
  const isRoot = process.getuid?.() === 0;
  const idOf = (which: '-u' | '-g'): number => Number(execFileSync('id', [which, 'postgres']));
  const owned = (path: string): string => {
    if (isRoot) chownSync(path, idOf('-u'), -1);
    return path;
  };
  owned(folder);
  const run = (name: string, command: string, args: readonly string[]): ChildProcess => {
    // Not by way of runuser, which would be what signals reach.
    const user = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
    const log = openSync(join(folder, `${name}.log`), 'a');
    return spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', log, log],
      env: { ...process.env, HOME: folder },
      ...user,
    });
  };
  return { folder, run, owned };
}

interface Told {
  readonly members: readonly { readonly name: string; readonly role: string }[];
}

/**
 * How Patroni says it is: who answers first, since the other may be stopped. That the servers say so is not enough: Patroni promotes whom etcd
 * knows as such.
 */
async function standing(sites: readonly Site[]): Promise<{ readonly leader?: string; readonly isWhole: boolean }> {
  const answered = new AbortController();
  const signal = AbortSignal.any([answered.signal, AbortSignal.timeout(120_000)]);
  try {
    const { members } = await Promise.any(
      sites.map(
        async ({ rest }) => (await fetch(`http://${HOST}:${rest}/cluster`, { signal })).json() as Promise<Told>,
      ),
    );
    const leader = members.find(({ role }) => role === 'leader')?.name;
    if (leader === undefined) return { isWhole: false };
    return { leader, isWhole: members.some(({ role }) => role === 'sync_standby') };
  } catch {
    return { isWhole: false };
  } finally {
    answered.abort();
  }
}

/** The last of each log, since the folder is removed. */
const endOf = (folder: string): string =>
  ['one', 'two', 'etcd']
    .map(
      (name) =>
        `${name}:\n${readFileSync(join(folder, `${name}.log`), 'utf8')
          .split('\n')
          .slice(-40)
          .join('\n')}`,
    )
    .join('\n\n');
