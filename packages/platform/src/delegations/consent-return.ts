import type { Consent } from './types.ts';

/** What is told of an answer in the address that the browser goes back to. */
const TOLD: Partial<Record<Consent['status'], Readonly<Record<string, string>>>> = {
  accepted: { Status: 'OK' },
  rejected: { Status: 'Failed', ErrorMessage: 'User did not give consent' },
};

/**
 * Where the browser goes when a consent has been answered: the asker's `redirectUrl`, which is told what was answered (maskinporten.md 2.6). A page that
 * finds its own way by what follows `#/` is told there; a mere anchor stays last.
 * @returns undefined when there is nowhere to go, or nothing has been answered
 */
export function returnOf({ status, redirectUrl }: Consent): string | undefined {
  const told = TOLD[status];
  if (redirectUrl === undefined || told === undefined) return undefined;
  const query = new URLSearchParams(told).toString();
  const joined = (address: string) => `${address}${address.includes('?') ? '&' : '?'}${query}`;
  if (redirectUrl.includes('#/')) return joined(redirectUrl);
  const { hash, href } = new URL(redirectUrl);
  return `${joined(href.slice(0, href.length - hash.length))}${hash}`;
}
