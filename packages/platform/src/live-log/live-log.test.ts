import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const VENDOR = '310019747';
const BAKERY = '310044423';
/** DAGL of the vendor, and of the bakery. */
const KLOK = '07846610027';
const RASK = '01816010027';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LOG = '/portal/api/v1/log';
const AUTHORIZE = 'altinn:authorization/authorize';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly clientId?: string;
  readonly what: string;
  readonly outcome: string;
  readonly code?: string;
  readonly check?: string;
  readonly asked?: Readonly<Record<string, string>>;
}
interface Details extends Row {
  readonly checks: readonly { readonly check: string; readonly passed: boolean }[];
  readonly request?: unknown;
  readonly answer?: unknown;
}

describe('the live log', () => {
  let box: Sandbox;
  let klok: string;
  let rask: string;
  beforeAll(async () => {
    box = await startSandbox();
    klok = await box.personToken(KLOK);
    rask = await box.personToken(RASK);
  });
  afterAll(() => box.stop());

  const own = (organization = VENDOR) => ({ 'x-portvakt-organization': organization });
  const list = async (query = '', organization = VENDOR, token = klok) =>
    (
      await box.call<{ rows: readonly Row[]; last: string }>('GET', `${LOG}?${query}`, {
        token,
        headers: own(organization),
      })
    ).body;
  const details = async (row: Row | undefined) =>
    (await box.call<Details>('GET', `${LOG}/${row?.id}`, { token: klok, headers: own() })).body;
  const question = (person: string) => ({
    Request: {
      AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:person:identifier-no', Value: person }] }],
      Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' }] }],
      Resource: [
        {
          Attribute: [
            { AttributeId: 'urn:altinn:resource', Value: 'skogdir-felling' },
            { AttributeId: 'urn:altinn:organization:identifier-no', Value: BAKERY },
          ],
        },
      ],
    },
  });
  const refuseGrant = async (clientId: string, more: object = {}) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const assertion = `${part({ alg: 'RS256', kid: 'nobody’s' })}.${part({ iss: clientId, ...more })}.c2lnbmF0dXJl`;
    await fetch(`${box.base}/maskinporten/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: GRANT, assertion }),
    });
  };

  it('tells of grants, exchanges, decisions, system users and registrations, each to whom it belongs', async () => {
    const write = 'altinn:authentication/systemregister.write';
    const clientId = await box.createClient(VENDOR, [AUTHORIZE, write]);
    const token = await box.altinnToken(VENDOR, [AUTHORIZE, write], { clientId });
    await box.call('POST', '/authorization/api/v1/authorize', { token, body: question(RASK) });
    await box.call('POST', '/authorization/api/v1/authorize', { token, body: question(KLOK) });
    const machine = await box.maskinportenToken(VENDOR, [write], { clientId });
    await box.call('POST', '/authentication/api/v1/systemregister/vendor', { token: machine, body: {} });
    await refuseGrant(clientId);
    const { rows } = await list(`client=${clientId}`);
    expect(rows.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'token refused',
      'systemUser refused',
      'token ok',
      'decision refused',
      'decision ok',
      'exchange ok',
      'token ok',
    ]);
    const [refused, , , , permitted, exchanged, issued] = rows;
    expect(refused?.check).toBe('claims');
    expect(permitted?.asked).toMatchObject({ action: 'read', resource: 'skogdir-felling', decision: 'Permit' });
    expect(issued?.what.split(' ').sort()).toEqual([write, AUTHORIZE]);
    expect((await details(issued)).checks.every(({ passed }) => passed)).toBe(true);
    expect((await details(refused)).checks).toEqual([
      { check: 'request', passed: true },
      { check: 'header', passed: true },
      { check: 'claims', passed: false },
    ]);
    expect((await details(exchanged)).answer).toMatchObject({ payload: { client_id: clientId } });
    expect((await list('', BAKERY, rask)).rows.filter((row) => row.clientId === clientId)).toEqual([]);
    const foreign = await box.call('GET', `${LOG}/${issued?.id}`, { token: rask, headers: own(BAKERY) });
    expect(foreign.status).toBe(404);
    expect((await box.call('GET', LOG, { token: rask, headers: own() })).status).toBe(403);
    expect((await box.call('GET', LOG)).status).toBe(401);
  });

  it('finds rows by client, kind, outcome and text, and goes on where it stopped', async () => {
    const clientId = await box.createClient(VENDOR, ['altinn:instances.read']);
    await box.maskinportenToken(VENDOR, ['altinn:instances.read'], { clientId });
    await refuseGrant(clientId);
    const first = await list(`client=${clientId}&limit=1`);
    expect(first.rows.map(({ outcome }) => outcome)).toEqual(['refused']);
    const second = await list(`client=${clientId}&limit=1&before=${first.rows[0]?.id}`);
    expect(second.rows.map(({ outcome }) => outcome)).toEqual(['ok']);
    expect((await list(`client=${clientId}&outcome=ok`)).rows).toEqual(second.rows);
    expect((await list(`client=${clientId}&kind=exchange`)).rows).toEqual([]);
    expect((await list(`client=${clientId}&text=INSTANCES.READ`)).rows).toEqual(second.rows);
    expect((await box.call('GET', `${LOG}?kind=other`, { token: klok, headers: own() })).status).toBe(400);
  });

  it('keeps no signature, private key, cookie or whole person number', async () => {
    const clientId = await box.createClient(VENDOR, [AUTHORIZE]);
    const maskinporten = await box.maskinportenToken(VENDOR, [AUTHORIZE], { clientId });
    const token = await box.altinnToken(VENDOR, [AUTHORIZE], { clientId });
    await box.call('POST', '/authorization/api/v1/authorize', { token, body: question(RASK) });
    const write = async (path: string, raw: string, type: string) =>
      box.call('POST', path, {
        token: klok,
        raw,
        headers: { ...own(), 'content-type': type, origin: box.base },
      });
    const secret = JSON.stringify(box.privateJwk);
    const pem = `-----BEGIN PRIVATE KEY-----\n${createHash('sha512').update('x').digest('base64')}\n-----END PRIVATE KEY-----`;
    await write(`/selvbetjening/api/v1/clients/${clientId}/jwks`, `{"keys":[${secret}]}`, 'application/json');
    await write(`/selvbetjening/api/v2/clients/${clientId}/key`, secret, 'text/plain');
    await write(`/selvbetjening/api/v2/clients/${clientId}/key`, `x${secret}`, 'text/plain');
    await write(`/selvbetjening/api/v2/clients/${clientId}/key`, pem, 'text/plain');
    const { rows } = await list('limit=200');
    const everything = JSON.stringify(await Promise.all(rows.map(details)));
    expect(rows.length).toBeGreaterThan(5);
    const parts = ['d', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => String(box.privateJwk[name]));
    const signatures = [maskinporten, token].map((one) => one.split('.')[2] ?? '');
    for (const one of [...parts, ...signatures, pem.split('\n')[1] ?? '', RASK, klok.split('.')[2] ?? ''])
      expect(everything).not.toContain(one);
    expect(everything).toContain('018160*****');
    expect(everything).toContain('[left out]');
  });

  const follow = async (headers: Record<string, string> = {}, token = klok) => {
    const stop = new AbortController();
    const response = await fetch(new URL(LOG, box.base), {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, ...own(), ...headers },
      signal: stop.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      stop: () => stop.abort(),
      /** Reads until the text has come, and gives all that has. */
      async until(part: string): Promise<string> {
        while (!text.includes(part)) {
          const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
          if (done) throw new Error(`the stream ended without ${part}: ${text}`);
          text += value;
        }
        return text;
      },
    };
  };

  it('tells each row as it happens, goes on after the last that was seen, and tells nothing of others', async () => {
    const clientId = await box.createClient(VENDOR, ['altinn:instances.read']);
    const bakery = await box.createClient(BAKERY, ['altinn:instances.read']);
    const stream = await follow();
    expect(stream.type).toBe('text/event-stream; charset=utf-8');
    await box.maskinportenToken(BAKERY, ['altinn:instances.read'], { clientId: bakery });
    await box.maskinportenToken(VENDOR, ['altinn:instances.read'], { clientId });
    const text = await stream.until(clientId);
    expect(text).toMatch(/^id: \w+-\d+\nevent: row\ndata: \{.*"kind":"token"/m);
    stream.stop();
    const [, last = ''] = /^id: (\S+)$/m.exec(text) ?? [];
    await refuseGrant(clientId);
    const again = await follow({ 'last-event-id': last });
    const more = await again.until('"outcome":"refused"');
    expect(more.match(/^event: row$/gm)).toHaveLength(1);
    again.stop();
    expect(text + more).not.toContain(bakery);
    const other = await follow({ 'last-event-id': 'another-1' });
    expect(await other.until(clientId)).toContain('"outcome":"ok"');
    other.stop();
    expect((await follow(own(BAKERY))).status).toBe(403);
  });

  it('lets one follow it in a few places at once, and ends with the platform', async () => {
    const other = await startSandbox();
    const token = await other.personToken(KLOK);
    const open = () =>
      fetch(new URL(LOG, other.base), {
        headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, ...own() },
      });
    const streams = [];
    for (let count = 0; count < 6; count += 1) streams.push(await open());
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const tooMany = await open();
    expect(tooMany.status).toBe(429);
    expect(tooMany.headers.get('retry-after')).toBe('10');
    const [texts] = await Promise.all([Promise.all(streams.map((one) => one.text())), other.stop()]);
    for (const text of texts) expect(text).toContain('event: end\ndata: {"reason":"stopping"}');
  });

  it('lets no text in a grant begin an event of its own', async () => {
    const clientId = await box.createClient(VENDOR, ['altinn:instances.read']);
    const evil = '<img src=x onerror=alert(1)>\nevent: end';
    await refuseGrant(clientId, { scope: evil });
    const stream = await follow({ 'last-event-id': 'another-1' });
    const text = await stream.until('onerror');
    expect(text).not.toMatch(/^event: end$/m);
    stream.stop();
  });
});
