/**
 * Tells whether an address is written in the letters of a route; the router finds routes in any. Encoded letters are those that they encode.
 * @param path as a route is declared: what begins with `:` is a parameter, in whatever letters
 */
export function spelling(path: string): (url: string) => boolean {
  const parts = path.split('/').slice(1);
  return (url) => {
    if (url === path) return true;
    const [address = ''] = url.split(/[?#]/, 1);
    // From the end: before the path there may be a host, as proxies write it.
    const sent = address.replace(/\/$/, '').split('/').slice(-parts.length);
    return parts.every((part, index) => part.startsWith(':') || part === decoded(sent[index] ?? ''));
  };
}

/** The router has decoded the address before, so this one can be. */
const decoded = (text: string): string => (text.includes('%') ? decodeURIComponent(text) : text);
