import type { RequestKind } from '../api/altinn.ts';
import { SYSTEM_USERS } from '../frame/places.ts';

/** The list of the organisation's system users. */
export const OVERVIEW = `${SYSTEM_USERS}/overview`;

/** Where a request is answered: the address that a vendor's `confirmUrl` leads to. @param id of the request */
export const answerTo = (kind: RequestKind, id: string): string =>
  `${SYSTEM_USERS}/${kind}?id=${encodeURIComponent(id)}`;
