/** By which names the platform is asked where no token is: what a page of another site may have pointed at this machine is none of them. */
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const OWN = Symbol('own host');

/** Endings that no public name has (RFC 6761, RFC 6762, RFC 8375, and ICANN's `.internal`). */
const PRIVATE = /\.(?:localhost|local|internal|test|home\.arpa)$/;

/**
 * @param base the address that the platform is known by
 * @param isServed of the real names that it answers by: nobody else can point those at this machine
 */
export function knowOwnHost(
  app: FastifyInstance,
  base: string,
  isServed: (name: string) => boolean = () => false,
): void {
  const own = new URL(base).hostname;
  app.decorate(OWN, ((name: string) => name === own || isServed(name)) as never);
}

/**
 * Whether the request asks for a host that only this machine, or its own network, can have named: an address, a name without a dot (a service
 * of Docker's), a private ending, or the platform's own. A browser sends the name that its page came from, and a public one can be
 * pointed at 127.0.0.1 by whoever owns it (DNS rebinding).
 */
export function isOwnHost({ headers, server }: FastifyRequest): boolean {
  const { host } = headers;
  // No browser leaves it out.
  if (host === undefined) return true;
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  const name = hostname.replace(/\.$/, '');
  const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  return isAddress || !name.includes('.') || PRIVATE.test(name) || (ownOf(server)?.(name) ?? false);
}

const ownOf = (server: FastifyInstance): ((name: string) => boolean) | undefined =>
  (server as unknown as Record<symbol, ((name: string) => boolean) | undefined>)[OWN];
