/** Two PostgreSQL servers, of which the second follows the first. */
import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, postgresBinaries, signalServer } from '../postgres.ts';

export interface Pair {
  /** Names both. */
  readonly url: string;
  /** Names one each. */
  readonly leaderUrl: string;
  readonly followerUrl: string;
  freezeLeader(): void;
  thawLeader(): void;
  promoteFollower(): Promise<void>;
  freezeFollower(): void;
  thawFollower(): void;
  /** Stops it as a crash would. */
  killFollower(): Promise<void>;
  startFollower(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * @param isSynchronous whether every commit of the first waits for the second to have it
 * @throws when PostgreSQL is not installed
 */
export async function startPair({ isSynchronous = true } = {}): Promise<Pair> {
  const binaries = postgresBinaries();
  if (!binaries) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-pair-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, Number(execFileSync('id', ['-u', 'postgres'])), -1);
  const run = async (command: string, ...args: string[]): Promise<void> => {
    const line = [...(isRoot ? ['runuser', '-u', 'postgres', '--'] : []), join(binaries, command), ...args];
    await promisify(execFile)(line[0] ?? '', line.slice(1), { cwd: folder });
  };
  const data = { leader: join(folder, 'leader'), follower: join(folder, 'follower') };
  const port = { leader: await freePort(), follower: await freePort() };
  const start = (who: keyof typeof data, names: string) =>
    run(
      'pg_ctl',
      ...['-D', data[who], '-l', join(folder, `${who}.log`), '-t', '600', '-w'],
      ...[
        '-o',
        `-p ${port[who]} -k ${folder} -c listen_addresses=127.0.0.1 -c synchronous_standby_names=${names}`,
        'start',
      ],
    );
  await run('initdb', '-D', data.leader, '-A', 'trust', '-U', 'postgres', '--no-sync');
  appendFileSync(
    join(data.leader, 'postgresql.conf'),
    'fsync = off\nmax_connections = 200\nwal_level = replica\nhot_standby = on\n',
  );
  await start('leader', "''");
  const from = `postgres://postgres@127.0.0.1:${port.leader}/postgres`;
  await run('pg_basebackup', '-D', data.follower, '-d', from, '-R', '-X', 'stream', '-c', 'fast', '--no-sync');
  await start('follower', "''");
  if (isSynchronous) await run('psql', from, '-q', '-c', "alter system set synchronous_standby_names = '*'");
  await run('pg_ctl', '-D', data.leader, '-t', '600', '-m', 'fast', '-w', 'stop');
  await run(
    'pg_ctl',
    ...['-D', data.leader, '-l', join(folder, 'leader.log'), '-t', '600', '-w'],
    ...['-o', `-p ${port.leader} -k ${folder} -c listen_addresses=127.0.0.1`, 'start'],
  );
  return {
    leaderUrl: from,
    followerUrl: `postgres://postgres@127.0.0.1:${port.follower}/postgres`,
    url: `postgres://postgres@127.0.0.1:${port.leader},127.0.0.1:${port.follower}/postgres?target_session_attrs=read-write`,
    freezeLeader: () => signalServer(data.leader, 'SIGSTOP'),
    thawLeader: () => signalServer(data.leader, 'SIGCONT'),
    freezeFollower: () => signalServer(data.follower, 'SIGSTOP'),
    thawFollower: () => signalServer(data.follower, 'SIGCONT'),
    killFollower: () => run('pg_ctl', '-D', data.follower, '-t', '600', '-m', 'immediate', '-w', 'stop'),
    startFollower: () => start('follower', "''"),
    promoteFollower: () => run('pg_ctl', '-D', data.follower, '-t', '600', '-w', 'promote'),
    async remove() {
      for (const who of ['leader', 'follower'] as const)
        await run('pg_ctl', '-D', data[who], '-t', '600', '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
