import { connect } from 'node:net';
import { operationsOf } from '@portvakt/platform/testing/operations';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';

const SAMPLES: Readonly<Record<string, string>> = {
  party: '50020008',
  partyId: '50020008',
  org: 'ttd',
  app: 'demo',
  owner: 'skogdir',
};
const GUID = '00000000-0000-4000-8000-000000000001';
/** They take away what others stand on. */
const LEFT_OUT = new Set(['rotateSigningKeys', 'resetWorld', 'loadSnapshot']);
/** They wait, or stream. */
const WAITING = new Set(['followEvents']);
const FIRST_REFUSAL = 400;

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());

/** What is missing from an answer: what is refused is kept by nobody, whoever asked. */
function faultOf(headers: Headers, status: number, mayBeKept: boolean): string | undefined {
  const [sniff, kept] = [headers.get('x-content-type-options'), headers.get('cache-control')];
  const isKeptWell = kept?.includes('no-store') || (mayBeKept && status < FIRST_REFUSAL);
  return sniff === 'nosniff' && isKeptWell ? undefined : `${status}: ${sniff}, ${kept}`;
}

it('lets no browser guess a type, and keeps no answer to a caller: of every operation, served or refused', async () => {
  const token = await box.personToken('01816010027');
  const operations = operationsOf(box.platform.http).filter(
    ({ operationId }) => !LEFT_OUT.has(operationId) && !WAITING.has(operationId),
  );
  const faults: string[] = [];
  const seen = new Set<number>();
  for (const { operationId, method, path, access } of operations)
    for (const headers of [{}, { authorization: `Bearer ${token}`, 'x-portvakt-organization': '310044423' }]) {
      const url = box.base + path.replace(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? GUID);
      const answer = await fetch(url, { method: String(method), headers, redirect: 'manual' });
      await answer.arrayBuffer();
      seen.add(answer.status);
      // What may be kept says for whom and how long.
      const mayBeKept = access.who === 'anyone' || answer.headers.get('cache-control')?.startsWith('private') === true;
      const fault = faultOf(answer.headers, answer.status, mayBeKept);
      if (fault !== undefined) faults.push(`${operationId} ${fault}`);
      // In the sandbox there is no TLS to hold anybody to.
      expect(answer.headers.get('strict-transport-security')).toBeNull();
    }
  expect(operations.length).toBeGreaterThan(200);
  for (const status of [200, 302, 400, 401, 403, 404]) expect([...seen]).toContain(status);
  expect(faults).toEqual([]);
});

it.each([
  ['GET', '/%zz'],
  ['GET', `/${'x'.repeat(5000)}`],
  ['GET', '/a%00b'],
  ['GET', '/nowhere'],
  ['DELETE', '/selvbetjening/api/v1/clients/'],
  ['POST', '/nowhere'],
  ['POST', '/maskinporten/token'],
  ['POST', '/authentication/api/v1/openid/token'],
  ['PUT', '/idporten/nothing'],
  ['GET', '/idporten/nothing'],
  ['GET', '/idporten/authorize'],
  ['GET', '/maskinporten/errors/MP-999'],
  ['GET', '/'],
  ['GET', '/portal/nothing'],
  ['GET', '/docs'],
  ['GET', '/guide/'],
  ['GET', '/favicon.svg'],
  ['GET', '/metrics'],
  ['GET', '/health'],
  ['GET', '/openapi/nothing.json'],
])('so it is of %s %s, which has no operation or none for this', async (method, path) => {
  const body = method === 'POST' ? { body: 'x'.repeat(2_000_000) } : {};
  for (const more of [{}, body]) {
    const answer = await fetch(box.base + path, { method, redirect: 'manual', ...more });
    await answer.arrayBuffer();
    expect(faultOf(answer.headers, answer.status, true)).toBeUndefined();
  }
});

it('so it is of an answer that streams', async () => {
  const token = await box.personToken('01816010027');
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'text/event-stream',
    'x-portvakt-organization': '310044423',
  };
  const answer = await fetch(`${box.base}/portal/api/v1/log`, { headers });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  await answer.body?.cancel();
  expect(faultOf(answer.headers, answer.status, false)).toBeUndefined();
});

/** What comes back for bytes. */
const exchanged = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(box.platform.port, 'localhost', () => socket.write(bytes));
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });

it.each([
  ['no HTTP', 'HELLO\r\n\r\n', 400],
  ['headers that are too long', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 431],
  ['an expectation that nobody knows', 'GET / HTTP/1.1\r\nhost: a\r\nexpect: tea\r\nconnection: close\r\n\r\n', 417],
])('so it is of %s', async (_, bytes, status) => {
  const text = await exchanged(bytes);
  expect(text.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  expect(text.toLowerCase()).toContain('x-content-type-options: nosniff\r\n');
  expect(text.toLowerCase()).toContain('cache-control: no-store\r\n');
});

it.each(['/', '/maskinporten/jwk', '/selvbetjening/api/v1/clients', '/nowhere'])(
  'gives nothing of a request back for TRACE %s',
  async (path) => {
    const head = `TRACE ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer geheim\r\nconnection: close\r\n\r\n`;
    const text = await exchanged(head);
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(text).not.toContain('geheim');
  },
);
