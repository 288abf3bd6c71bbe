/** From which address a request comes, where proxies stand in between, and what counts as one address. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';
import type { FastifyInstance, FastifyRequest } from 'fastify';

type ReadAddress = (request: IncomingMessage) => string;

const READER = Symbol('client address');

const peerOf: ReadAddress = ({ socket }) => socket.remoteAddress ?? '';

/**
 * Lets `X-Forwarded-For` count where a trusted proxy has sent it. Of several proxies the last that is not trusted is whose request it is:
 * what stands before it anybody may have written. `X-Forwarded-Host` and the like count nowhere: the public address is configured.
 * @param trusted addresses and networks (`10.0.0.0/8`), `loopback`, `linklocal`, `uniquelocal`
 * @throws Error that names the one that is none
 */
export function trustProxies(app: FastifyInstance, trusted: readonly string[]): void {
  for (const one of trusted)
    try {
      proxyAddress.compile(one);
    } catch (cause) {
      throw new Error(
        `${JSON.stringify(one.slice(0, 60))} is no address of a proxy: give addresses, networks such as 10.0.0.0/8, or loopback`,
        { cause },
      );
    }
  const trusts = proxyAddress.compile([...trusted]);
  const read: ReadAddress = (request) => {
    if (request.headers['x-forwarded-for'] === undefined) return peerOf(request);
    const told = proxyAddress(request, trusts);
    // A proxy that passes on what is no address tells nothing.
    return isIP(told) === 0 ? peerOf(request) : told;
  };
  app.decorate(READER, (trusted.length === 0 ? peerOf : read) as never);
}

/** The address that the request comes from, as far as it can be believed. */
export function clientAddress({ server, raw }: FastifyRequest): string {
  const read = (server as unknown as Record<symbol, ReadAddress | undefined>)[READER] ?? peerOf;
  return read(raw);
}

const MAPPED = '::ffff:';

/**
 * What counts as one address: of IPv4 the address, of IPv6 its first 64 bits, since whoever has one address there has 2^64 of them
 * (RFC 6177).
 */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address;
  const [plain = ''] = address.split('%', 1);
  if (plain.startsWith(MAPPED) && plain.includes('.')) return plain.slice(MAPPED.length);
  // The URL Standard writes each address in one way.
  if (!URL.canParse(`http://[${plain}]`)) return plain;
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last];
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') return dotted(groups.slice(6));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

const dotted = (groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .map((number) => `${number >> 8}.${number & 0xff}`)
    .join('.');
