/** Where a browser may be sent after login or logout (altinn-authentication.md 9). Pure. */

/**
 * The address to go to: an absolute URL on the platform's own origin, or https on a sub host of it. Anything else, and no address, gives
 * the base. What is returned is the parsed form, so that a browser reads it as it was judged.
 */
export function safeGoto(goto: string | undefined, base: string): string {
  const home = new URL('/', base);
  const target = goto === undefined || goto.length > 2000 ? null : URL.parse(goto);
  if (target === null || target.username !== '' || target.password !== '') return home.href;
  if (target.origin === home.origin) return target.href;
  // A local platform has several names, and the login ends under its own: `underBaseName`.
  if (target.port === home.port && target.protocol === home.protocol) {
    const here = underBaseName(target.hostname, `${target.pathname}${target.search}${target.hash}`, base);
    if (here !== undefined) return here;
  }
  const subHost = target.protocol === 'https:' && target.hostname.endsWith(`.${home.hostname}`);
  return subHost && home.protocol === 'https:' ? target.href : home.href;
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The same address under the base's own name, when a local platform was called by another name of this machine: cookies set for
 * 127.0.0.1 would be missing at localhost, where the login ends. Undefined when the name is right, or is not this machine's.
 */
export function underBaseName(hostname: string, path: string, base: string): string | undefined {
  const home = new URL(base);
  const other = hostname !== home.hostname && LOOPBACK.has(hostname) && LOOPBACK.has(home.hostname);
  return other && path.startsWith('/') ? `${home.origin}${path}` : undefined;
}
