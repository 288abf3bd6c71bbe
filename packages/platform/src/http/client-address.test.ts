import { expect, it } from 'vitest';
import { addressGroup, clientAddress } from './client-address.ts';
import { createHttp } from './server.ts';

/** What a platform that trusts these takes for the address of a request. */
async function seen(trusted: readonly string[], remoteAddress: string, forwarded?: string): Promise<string> {
  const app = createHttp({ logLevel: false, trustedProxies: trusted });
  app.get('/', async (request) => ({ address: clientAddress(request) }));
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const answer = await app.inject({ url: '/', remoteAddress, headers });
  await app.close();
  return answer.json<{ readonly address: string }>().address;
}

it('believes nobody who is not trusted', async () => {
  expect(await seen([], '203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(await seen(['10.0.0.0/8'], '203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
});

it.each([
  ['198.51.100.1', '198.51.100.1'],
  // The client wrote the first; the proxy has added whom it saw.
  ['1.2.3.4, 198.51.100.1', '198.51.100.1'],
  ['1.2.3.4, 10.0.0.7', '1.2.3.4'],
  ['127.0.0.1, 10.0.0.7, 198.51.100.1, 10.0.0.6', '198.51.100.1'],
  ['not an address', '10.0.0.5'],
  ['', '10.0.0.5'],
  ['2001:db8::1', '2001:db8::1'],
  [`${'1.2.3.4, '.repeat(500)}198.51.100.1`, '198.51.100.1'],
])('of what a trusted proxy tells, %.40s, takes the last that is not trusted', async (forwarded, address) => {
  expect(await seen(['10.0.0.0/8'], '10.0.0.5', forwarded)).toBe(address);
});

it('says which of the trusted is no address', () => {
  expect(() => createHttp({ logLevel: false, trustedProxies: ['10.0.0.1', 'proxy.example'] })).toThrow(
    /"proxy\.example" is no address of a proxy: give addresses, networks such as 10\.0\.0\.0\/8, or loopback/,
  );
});

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::FFFF:cb00:7109', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2:ffff::', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
])('counts %s as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
