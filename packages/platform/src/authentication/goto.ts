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
  const subHost = target.protocol === 'https:' && target.hostname.endsWith(`.${home.hostname}`);
  return subHost && home.protocol === 'https:' ? target.href : home.href;
}
