import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const long = process.env['PORTVAKT_TESTS'] === 'long';
const KILLS = long ? 200 : 3;
const CHANGES = long ? 100_000 : 150;
/** Changes that are under way at once. */
const AT_ONCE = 16;
const LONG_MS = 10_800_000;
const CLIENTS = '/selvbetjening/api/v1/clients';
const VENDOR = {
  organization: '310019747',
  issuer: 'maskinporten',
  scopes: ['idporten:dcr.write', 'idporten:dcr.modify'],
};

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const NODE = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'];
const start = (program: string, args: readonly string[], cwd: string): ChildProcess =>
  spawn(process.execPath, [...NODE, place(program), ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
const portvakt = (args: readonly string[], cwd: string) => start('../packages/portvakt/src/cli.ts', args, cwd);
const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
const kill = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

/** Resolves those who wait when what they wait for has come. */
class Bell {
  #waiting: (() => void)[] = [];

  ring(): void {
    for (const look of this.#waiting) look();
  }

  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.#waiting = this.#waiting.filter((one) => one !== look);
        resolve();
      };
      this.#waiting.push(look);
      look();
    });
  }
}

/** A platform, a listener and a webhook, each a process that can be killed and comes again. */
async function threeProcesses() {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-listen-kill-'));
  const file = join(folder, 'received');
  const bell = new Bell();
  let received = 0;
  const openReceiver = async (port: string) => {
    const child = start('receiver.ts', [port, file], folder);
    const at = await firstLine(child);
    child.stdout?.on('data', (dots: Buffer) => {
      received += dots.length;
      bell.ring();
    });
    return { child, target: `http://127.0.0.1:${at}/` };
  };
  const openPlatform = async (port: string) => {
    const child = portvakt(['up', '--port', port, '--data', join(folder, 'data'), '--json'], folder);
    const { urls } = JSON.parse(await firstLine(child)) as { readonly urls: { readonly base: string } };
    return { child, base: urls.base };
  };
  let platform = await openPlatform('0');
  let receiver = await openReceiver('0');
  const { base } = platform;
  const { target } = receiver;
  const openListener = (...more: readonly string[]) =>
    portvakt(['listen', '--url', base, '--forward-to', target, ...more], folder);
  let listener = openListener('--from', 'oldest');
  return {
    base,
    bell,
    received: () => received,
    /** Every event that the webhook has got, in that order, with how often it had been sent before. */
    all: () =>
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ').map(Number) as [id: number, redelivery: number]),
    kill: [
      async () => {
        await kill(platform.child);
        platform = await openPlatform(new URL(base).port);
      },
      async () => {
        await kill(listener);
        listener = openListener();
      },
      async () => {
        await kill(receiver.child);
        receiver = await openReceiver(new URL(target).port);
      },
    ],
    stop: () => Promise.all([platform.child, listener, receiver.child].map(kill)),
  };
}

it(
  'a listener misses no change and keeps their order, however often it, the platform and the webhook are killed',
  async () => {
    const { base, bell, received, all, kill: killings, stop } = await threeProcesses();
    const send = (method: string, path: string, body: object, token = '') =>
      fetch(new URL(path, base), {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    let token: string | undefined;
    const ask = async (method: string, path: string, body: object) => {
      token ??= ((await (await send('POST', '/sandbox/tokens', VENDOR)).json()) as { readonly token: string }).token;
      const answer = await send(method, path, body, token);
      // It ends long before all this does.
      if (answer.status === 401) token = undefined;
      return answer;
    };
    const client = { client_name: 'Klient', integration_type: 'maskinporten', scopes: [] };
    const made = await ask('POST', CLIENTS, { ...client, description: 'før' });
    expect(made.status).toBe(201);
    const { client_id: id } = (await made.json()) as { readonly client_id: string };

    let acknowledged = 0;
    let asked = 0;
    let isUp: Promise<unknown> = Promise.resolve();
    const change = async () => {
      await isUp;
      try {
        asked += 1;
        const answer = await ask('PUT', `${CLIENTS}/${id}`, { ...client, description: `endring ${asked}` });
        if (answer.status === 200) acknowledged += 1;
        bell.ring();
      } catch {
        // The platform was killed: it may have been done, or not.
      }
    };
    const changesTo = (count: number) =>
      Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (acknowledged < count) await change();
        }),
      );
    for (let round = 1; round <= KILLS; round += 1) {
      const count = (CHANGES / KILLS) * round;
      const changes = changesTo(count);
      const before = received();
      await bell.until(() => acknowledged >= count - CHANGES / KILLS / 2 && received() > before);
      const killed = killings[round % killings.length]?.();
      if (round % killings.length === 0) isUp = killed ?? isUp;
      await Promise.all([killed, changes]);
    }
    const feed = await fetch(new URL('/sandbox/events?after=newest', base));
    const last = Number(((await feed.json()) as { next: string }).next);
    await bell.until(() => received() >= last - KILLS && all().at(-1)?.[0] === last);
    await stop();

    expect(acknowledged).toBeGreaterThanOrEqual(CHANGES);
    expect(last).toBeGreaterThan(acknowledged);
    // What came before is only ever sent again with a mark.
    const seen = new Set<number>();
    const unmarked: number[] = [];
    for (const [event, redelivery] of all()) {
      if (seen.has(event) && redelivery === 0) unmarked.push(event);
      seen.add(event);
    }
    expect([...seen]).toEqual(Array.from({ length: last }, (_, at) => at + 1));
    expect(unmarked).toEqual([]);
    if (long)
      console.log(
        `${acknowledged} changes acknowledged, ${KILLS} kills: ${last} events, ${all().length} deliveries, ${all().length - last} of them again and marked`,
      );
  },
  LONG_MS,
);
