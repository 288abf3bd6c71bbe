import type { Consent } from '../api/consents.ts';

export type Standing = 'created' | 'accepted' | 'rejected' | 'revoked' | 'expired' | 'late';

const STANDINGS = {
  Created: 'created',
  Accepted: 'accepted',
  Rejected: 'rejected',
  Revoked: 'revoked',
} as const satisfies Record<Consent['status'], Standing>;

/** How a consent stands: `late` was never answered in time, `expired` was in force. @param now ms */
export function standingOf({ status, validTo }: Consent, now: number): Standing {
  const standing = STANDINGS[status];
  const isOver = Date.parse(validTo) <= now;
  if (isOver && standing === 'created') return 'late';
  return isOver && standing === 'accepted' ? 'expired' : standing;
}

/** What is asked for, by resource. */
export const resourcesOf = ({ consentRights }: Consent): readonly string[] =>
  consentRights.flatMap(({ resource }) => resource.map(({ value }) => value));

/** The cookie by which the logout knows to whom the browser goes back; it lives five minutes. */
export const logoutCookie = (id: string): string =>
  `AltinnLogoutInfo=ConsentRequestId=${encodeURIComponent(id)}; path=/; max-age=300; samesite=lax`;
