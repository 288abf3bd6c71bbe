import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { startPlatform } from '@portvakt/platform';
import { logIn } from '@portvakt/platform/testing';
import { describe, expect, it } from 'vitest';
import { assertion, JWK, killed, type Running, redeem, start } from './running.ts';

const PARTY = 50020008;
const DIRECTOR = '01816010027';
const json = { 'content-type': 'application/json' };

/** An upload whose second half is sent when the test says so. */
interface Upload {
  /** Resolves when the platform has the first half. */
  readonly begun: Promise<void>;
  readonly finish: () => void;
  readonly answer: Promise<{ readonly status: number | undefined; readonly connection: string | undefined }>;
}

const HALF = Buffer.alloc(300_000, 'a');

function slowUpload(address: string, token: string): Upload {
  let finish = () => {};
  const rest = new Promise<void>((resolve) => {
    finish = resolve;
  });
  async function* body() {
    yield HALF;
    await rest;
    yield HALF;
  }
  const outgoing = request(address, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'text/plain',
      'content-disposition': 'attachment; filename="a.txt"',
      expect: '100-continue',
    },
  });
  const begun = new Promise<void>((resolve) => {
    // The platform has seen the request when it asks for its body.
    outgoing.once('continue', () => {
      Readable.from(body()).pipe(outgoing);
      resolve();
    });
  });
  outgoing.flushHeaders();
  const answer = new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode, connection: response.headers.connection });
    });
  });
  return { begun, finish, answer };
}

/**
 * So many new clients, asked for on one connection without waiting; of the last the end is missing until `finish`. `begun` resolves with the first
 * answer, `ended` with all that came.
 */
async function pipelined(at: string, headers: Record<string, string>, count: number) {
  const { hostname, port, host } = new URL(at);
  const body = (place: number) =>
    JSON.stringify({ integration_type: 'maskinporten', client_name: `Sendt ${place}`, scopes: [] });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const post = (text: string) =>
    `POST /selvbetjening/api/v1/clients HTTP/1.1\r\nHost: ${host}\r\n${lines.join('')}Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const begun = once(socket, 'data');
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  const all = Array.from({ length: count }, (_, place) => post(body(place))).join('');
  socket.write(all.slice(0, -5));
  return { begun, ended, finish: () => socket.write(all.slice(-5)) };
}

/** Somebody logged in, an instance to upload to, and a client. */
async function prepared(base: string) {
  const { browser } = await logIn(base, DIRECTOR);
  const token = browser.cookie('AltinnStudioRuntime') ?? '';
  const own = { authorization: `Bearer ${token}` };
  const created = await fetch(`${base}/ttd/demo/instances`, {
    method: 'POST',
    headers: { ...json, ...own },
    body: JSON.stringify({ instanceOwner: { partyId: PARTY } }),
  });
  const instance = `${base}/ttd/demo/instances/${((await created.json()) as { id: string }).id}`;
  return { token, own, instance };
}

async function newClient({ base }: Pick<Running, 'base'>, own: Record<string, string>): Promise<string> {
  const headers = { ...json, ...own, 'x-portvakt-organization': '310044423' };
  const post = async (path: string, body: object) =>
    (await (
      await fetch(`${base}/selvbetjening/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    ).json()) as { client_id: string };
  const wish = { integration_type: 'maskinporten', client_name: 'X', scopes: ['altinn:instances.read'] };
  const { client_id } = await post('/clients', wish);
  await post(`/clients/${client_id}/jwks`, { keys: [JWK] });
  return client_id;
}

const refused = (at: string): Promise<boolean> =>
  fetch(`${at}/health`).then(
    () => false,
    () => true,
  );

describe('`portvakt up` that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'answers the upload that it has accepted, and then ends (%s)',
    async (signal) => {
      const data = mkdtempSync(join(tmpdir(), 'portvakt-stop-'));
      let platform = await start(data);
      const { token, own, instance } = await prepared(platform.base);
      const clientId = await newClient(platform, own);
      const upload = slowUpload(`${instance}/data?dataType=attachment`, token);
      await upload.begun;
      const texts = Array.from({ length: 20 }, () => assertion(platform.issuer, clientId));
      const grants = texts.map((text) =>
        redeem(platform, text).then(
          ({ status }) => status,
          () => 'refused',
        ),
      );
      platform.child.kill(signal);
      await expect.poll(() => refused(platform.at)).toBe(true);
      // What was taken was answered, with a token; the others found the door closed.
      for (const one of await Promise.all(grants)) expect([200, 'refused']).toContain(one);
      expect(platform.child.exitCode).toBeNull();
      upload.finish();
      expect(await upload.answer).toEqual({ status: 201, connection: 'close' });
      expect(await platform.ended).toBe(0);

      platform = await start(data, { port: Number(new URL(platform.base).port) });
      const { data: elements } = (await (await fetch(instance, { headers: own })).json()) as {
        data: { size: number }[];
      };
      expect(elements.map(({ size }) => size)).toContain(2 * HALF.length);
      await killed(platform, 'SIGKILL');
    },
  );

  it('answers all that was sent together on one connection before it was told, and does nothing twice', async () => {
    const COUNT = 20;
    const data = mkdtempSync(join(tmpdir(), 'portvakt-stop-'));
    let platform = await start(data);
    const { own } = await prepared(platform.base);
    const organization = { ...own, 'x-portvakt-organization': '310044423' };
    const one = await pipelined(platform.at, organization, COUNT);
    await one.begun;
    platform.child.kill('SIGTERM');
    await expect.poll(() => refused(platform.at)).toBe(true);
    one.finish();
    const text = await one.ended;
    expect(await platform.ended).toBe(0);
    const made = [...text.matchAll(/"client_name":"(Sendt \d+)"/g)].map(([, name]) => name);
    expect(text.match(/HTTP\/1\.1 201 /g)).toHaveLength(made.length);
    expect(text.match(/\r\nconnection: close/gi)).toHaveLength(1);
    // They came in one piece, which is read whole.
    expect(made).toEqual(Array.from({ length: COUNT }, (_, place) => `Sendt ${place}`));
    platform = await start(data, { port: Number(new URL(platform.base).port) });
    const answer = await fetch(`${platform.at}/selvbetjening/api/v1/clients`, { headers: organization });
    const names = ((await answer.json()) as { client_name: string }[]).map(({ client_name }) => client_name);
    expect(names.filter((name) => name.startsWith('Sendt')).sort()).toEqual([...made].sort());
    await killed(platform, 'SIGKILL');
  });

  it('says at once that it is not ready, and takes requests for the notice that it was given', async () => {
    const platform = await start(':memory:', { more: ['--stop-notice', '3600'] });
    const { own, token, instance } = await prepared(platform.base);
    const clientId = await newClient(platform, own);
    const ready = async () => {
      const answer = await fetch(`${platform.at}/health/ready`);
      const { status, checks } = (await answer.json()) as { status: string; checks: Record<string, string> };
      return [answer.status, status, checks['running'], answer.headers.get('retry-after')];
    };
    expect(await ready()).toEqual([200, 'ready', 'ok', null]);
    platform.child.kill('SIGTERM');
    await expect.poll(ready).toEqual([503, 'not-ready', 'failed', '1']);
    expect((await fetch(`${platform.at}/health/live`)).status).toBe(200);
    expect((await redeem(platform, assertion(platform.issuer, clientId))).status).toBe(200);
    const upload = slowUpload(`${instance}/data?dataType=attachment`, token);
    await upload.begun;
    upload.finish();
    expect((await upload.answer).status).toBe(201);
    platform.child.kill('SIGTERM');
    expect(await platform.ended).toBe(143);
  });

  it('ends by itself when the notice is over, and what came in until then has been answered', async () => {
    const platform = await start(':memory:', { more: ['--stop-notice', '1'] });
    const { token, instance } = await prepared(platform.base);
    platform.child.kill('SIGTERM');
    const upload = slowUpload(`${instance}/data?dataType=attachment`, token);
    const begun = await Promise.race([
      upload.begun.then(() => true),
      upload.answer.then(
        () => true,
        () => false,
      ),
    ]);
    await expect.poll(() => refused(platform.at)).toBe(true);
    upload.finish();
    // On a slow machine the notice may be over before the upload has come.
    if (begun) expect(await upload.answer).toEqual({ status: 201, connection: 'close' });
    expect(await platform.ended).toBe(0);
  });

  it('ends at once at the second signal, and when the grace is over', async () => {
    for (const more of [[], ['--stop-grace', '0']]) {
      const platform = await start(':memory:', { more });
      const { token, instance } = await prepared(platform.base);
      const upload = slowUpload(`${instance}/data?dataType=attachment`, token);
      const cut = expect(upload.answer).rejects.toThrow();
      await upload.begun;
      platform.child.kill('SIGTERM');
      if (more.length === 0) {
        await expect.poll(() => refused(platform.at)).toBe(true);
        platform.child.kill('SIGINT');
        expect(await platform.ended).toBe(130);
      } else expect(await platform.ended).toBe(0);
      await cut;
    }
  });
});

describe('a platform in this process that is stopped', () => {
  it('answers what it has accepted, however often it is told', async () => {
    const platform = await startPlatform({ port: 0 });
    const { token, instance } = await prepared(platform.urls.base);
    const upload = slowUpload(`${instance}/data?dataType=attachment`, token);
    await upload.begun;
    const stopping = [platform.stop(), platform.stop()];
    await expect.poll(() => refused(platform.urls.base)).toBe(true);
    upload.finish();
    expect(await upload.answer).toEqual({ status: 201, connection: 'close' });
    await Promise.all(stopping);
  });
});
