import { createServer as createPlain } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { holdsPrivateKey, misplacedKey } from './misplaced.ts';
import { strangeAnswer, unreached } from './reach.ts';

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
    ['SOMETHING_NEW', 'https://a.example', /could not be reached\. Check the address/],
  ])('by %s of %s', (code, address, told) => {
    expect(unreached(address, withCode(code))).toMatch(told);
  });

  it('never tells what stands in the address beside host and port', () => {
    const told = unreached('https://me:secret@a.example/p?key=hidden', withCode('ECONNREFUSED'));
    expect(told).not.toMatch(/secret|hidden|me:/);
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
  ])('is told by its kind: %s', (text, what) => {
    expect(strangeAnswer('https://a.example/x', 502, text)).toContain(`a.example answered 502 with ${what}`);
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
