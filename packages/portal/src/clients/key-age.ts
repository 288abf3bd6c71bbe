export type KeyAge = 'valid' | 'soon' | 'expired';

/**
 * How a key stands against its expiry: *soon* when less than one month is left (maskinporten.md 7).
 * @param expires ms
 * @param now ms
 */
export function keyAge(expires: number, now: number): KeyAge {
  if (expires <= now) return 'expired';
  return expires < oneMonthAfter(now) ? 'soon' : 'valid';
}

/** The same day of the next month in UTC, or that month's last day when it has no such day. */
function oneMonthAfter(now: number): number {
  const from = new Date(now);
  const to = new Date(now);
  to.setUTCMonth(from.getUTCMonth() + 1);
  if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0);
  return to.getTime();
}
