import { SYSTEM_USERS } from '../frame/places.ts';

/** The list of the organisation's system users. */
export const OVERVIEW = `${SYSTEM_USERS}/overview`;
