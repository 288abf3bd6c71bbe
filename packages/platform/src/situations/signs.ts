/** By what an answer shows that a situation has been met, whether or not it was asked for. */
import type { SituationName } from './table.ts';

/** A request for a system user, as its vendor is shown it. */
export interface AnsweredRequest {
  readonly systemId: string;
  readonly partyOrgNo: string;
  readonly externalRef: string;
  readonly status: string;
  readonly timedOut: boolean;
}

/** @param isAgent it is of a system user for clients @param again it was asked for, and was there */
export function metByRequest(
  { status, timedOut }: AnsweredRequest,
  { isAgent, again }: { readonly isAgent: boolean; readonly again: boolean },
): readonly SituationName[] {
  const met: SituationName[] = [];
  if (again) met.push('repeated-request');
  if (status === 'Accepted') met.push(isAgent ? 'client-request-approved' : 'request-approved');
  if (status === 'Rejected') met.push('request-declined');
  if (timedOut && status === 'New') met.push('request-expired');
  return met;
}
