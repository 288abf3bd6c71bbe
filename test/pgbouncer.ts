import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './postgres.ts';

const PROGRAM = '/usr/sbin/pgbouncer';
export const hasPgBouncer = (): boolean => existsSync(PROGRAM);

/** PgBouncer in transaction mode, as Debian has it, before one server. */
export interface Bouncer {
  readonly url: string;
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** @param server URL of a server that trusts everybody */
export async function startBouncer(server: string): Promise<Bouncer> {
  const { port: serverPort } = new URL(server);
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-pgbouncer-'));
  const port = await freePort();
  const [settings, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'users')];
  writeFileSync(users, '"postgres" ""\n');
  writeFileSync(
    settings,
    `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = 5
max_client_conn = 500
`,
  );
  const isRoot = process.getuid?.() === 0;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']));
  if (isRoot) for (const path of [folder, settings, users]) chownSync(path, id('-u'), -1);
  const child = spawn(PROGRAM, ['-q', settings], {
    stdio: 'ignore',
    ...(isRoot ? { uid: id('-u'), gid: id('-g') } : {}),
  });
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isThere) break;
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with ${child.exitCode}`);
    await pause(50);
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
