import { createServer as createPlain } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { holdsPrivateKey, misplacedKey, withoutTokens } from './misplaced.ts';
import { laterAdvice, strangeAnswer, unreached } from './reach.ts';

const withCode = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) });

describe('a host that gave no answer', () => {
  it.each([
    [
      'ECONNREFUSED',
      'https://api.test.samarbeid.digdir.no/x',
      /^api\.test\.samarbeid\.digdir\.no refused .*HTTPS_PROXY/,
    ],
    ['ECONNREFUSED', 'http://localhost:7070', /^localhost:7070 refused .*portvakt up/],
    ['ENOTFOUND', 'https://nowhere.example', /not found by name\. Check the spelling/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'https://a.example', /NODE_EXTRA_CA_CERTS/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'https://a.example', /NODE_EXTRA_CA_CERTS/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'https://a.example', /certificate for another name\. Check the address/],
    ['CERT_HAS_EXPIRED', 'https://a.example', /not valid today\. Check the clock/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'https://a.example', /http:\/\/ or https:\/\//],
    ['UND_ERR_HEADERS_TIMEOUT', 'https://a.example', /did not answer in time\. Try again/],
    ['ECONNRESET', 'https://a.example', /broke off/],
    ['Z_DATA_ERROR', 'https://a.example', /cannot be read as HTTP\. Check address and port/],
    ['HPE_INVALID_CONSTANT', 'https://a.example', /cannot be read as HTTP/],
    ['SOMETHING_NEW', 'https://a.example', /could not be reached\. Check the address/],
  ])('by %s of %s', (code, address, told) => {
    expect(unreached(address, withCode(code))).toMatch(told);
  });

  it('never tells what stands in the address beside host and port', () => {
    const told = unreached('https://me:secret@a.example/p?key=hidden', withCode('ECONNREFUSED'));
    expect(told).not.toMatch(/secret|hidden|me:/);
  });

  it.each([
    [407, /a\.example is not reached: the proxy .* wants a log-in\. Put user and password into HTTPS_PROXY/],
    [403, /the proxy .* does not let it through\. Ask whoever runs the proxy/],
    [502, /the proxy .* does not let it through/],
  ])('by a proxy that answers %i', (status, told) => {
    // What Node's fetch rejects with when it goes through a proxy.
    const cause = Object.assign(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`), {
      code: 'UND_ERR_ABORTED',
    });
    const cancelled = Object.assign(new Error('Request was cancelled.', { cause }), { code: 0 });
    expect(unreached('https://a.example', new TypeError('fetch failed', { cause: cancelled }))).toMatch(told);
  });

  it.each([
    ['ECONNREFUSED', { address: '10.0.0.1', port: 3128 }, /10\.0\.0\.1:3128, the proxy on the way, refused/],
    ['ENOTFOUND', { hostname: 'proxy.example' }, /proxy\.example, the proxy on the way, is not found by name/],
  ])('by a proxy that is not there: %s', (code, members, told) => {
    const cause = Object.assign(new Error('no'), { code, ...members });
    const line = unreached('https://a.example', new TypeError('fetch failed', { cause }));
    expect(line).toMatch(told);
    expect(line).toMatch(/Check HTTPS_PROXY/);
  });

  it.each([
    ['https://a.example', { code: 'ECONNREFUSED', address: '10.0.0.1', port: 443 }],
    ['http://a.example', { code: 'ECONNREFUSED', address: '10.0.0.1', port: 80 }],
    ['http://[::1]:7070', { code: 'ECONNREFUSED', address: '::1', port: 7070 }],
    ['https://a.example', { code: 'ENOTFOUND', hostname: 'a.example' }],
  ])('by no proxy where the host itself was tried: %s', (address, members) => {
    const cause = Object.assign(new Error('no'), members);
    expect(unreached(address, new TypeError('fetch failed', { cause }))).not.toContain('the proxy on the way');
  });

  it('is told of by what fetch really rejects with', async () => {
    const tls = createServer(() => {});
    const plain = createPlain((_request, response) => response.writeHead(302, { location: '/' }).end());
    afterAll(() => {
      tls.close();
      plain.close();
    });
    const at = async (server: typeof tls | typeof plain) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    const why = async (url: string, init?: RequestInit) =>
      unreached(url, await fetch(url, init).catch((error: unknown) => error));
    const [tlsAt, plainAt] = [await at(tls), await at(plain)];
    expect(await why(`https://${plainAt}`)).toMatch(/http:\/\/ or https:\/\//);
    expect(await why(`http://${plainAt}`, { redirect: 'error' })).toMatch(/redirect/);
    expect(await why('http://127.0.0.1:1')).toMatch(/kept for something else/);
    const late = AbortSignal.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    expect(await why(`http://${tlsAt}`, { signal: late })).toMatch(/in time/);
  });
});

describe('an answer that is none', () => {
  it.each([
    ['<html>', 'a web page'],
    ['', 'nothing'],
    ['{"a":', 'JSON that is cut off or broken'],
    ['Bad gateway', 'text that is no JSON'],
    ['{}', 'JSON of something else'],
    ['null', 'JSON of something else'],
  ])('is told by its kind: %s', (text, what) => {
    expect(strangeAnswer('https://a.example/x', 502, text)).toContain(`a.example answered 502 with ${what}`);
  });
});

describe('a token in words', () => {
  it('is taken out, and nothing else is', () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'RS256' })}.${part({ iss: 'x' })}`;
    expect(withoutTokens(`no such thing: ${token}.c2lnbmVk-_x, or ${token}`)).toBe(
      'no such thing: (a token), or (a token)',
    );
    for (const text of ['eyewitness.eye', '7b1f0f52-2c0e.eyjafjall', 'https://eyes.example/ey'])
      expect(withoutTokens(text)).toBe(text);
  });
});

describe('a status that passes', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');
  it.each([
    [429, '120', '. That was too often: try again in 120 s'],
    [429, null, '. That was too often: try again later'],
    [503, 'Sun, 29 Nov 2026 12:00:30 GMT', '. Try again in 30 s; if it stays so, a proxy may answer in its place'],
    [503, 'soon', '. Try again later; if it stays so, a proxy may answer in its place'],
    [500, null, '. Try again later; if it stays so, tell whoever runs it'],
    [404, '1', ''],
  ])('is told with when to try again: %i, Retry-After %s', (status, header, told) => {
    expect(laterAdvice(status, header, now)).toBe(told);
  });
});

describe('a private key on the command line', () => {
  const jwk = JSON.stringify({ kty: 'RSA', kid: 'a', d: 'AQAB' });
  it.each([
    ['PEM', '-----BEGIN RSA PRIVATE KEY-----\nMIIE'],
    ['a JWK', jwk],
    ['in base64', Buffer.from(jwk.padEnd(60)).toString('base64')],
    ['behind an option', `--key-file=${jwk}`],
  ])('is found as %s', (_how, word) => {
    const told = misplacedKey(['create', word], {});
    expect(told).toMatch(/^Argument 2 holds a private key/);
    expect(told).not.toContain(word.slice(-12));
  });

  it.each([
    'testklient',
    '/home/somebody/keys/app-TEST.jwks.json',
    JSON.stringify({ kty: 'RSA', n: 'AQAB', e: 'AQAB' }),
  ])('is no other word: %s', (word) => expect(holdsPrivateKey(word)).toBe(false));
});
