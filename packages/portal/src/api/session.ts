import { queryOptions, useQuery } from '@tanstack/react-query';
import { ApiFailure, call } from './http.ts';
import type { Profile } from './types.ts';

export const SESSION = ['session'] as const;
export const PARTIES = ['parties'] as const;

export async function readSession({ signal }: { readonly signal: AbortSignal }): Promise<Profile | null> {
  try {
    return await call('GET /profile/api/v1/users/current', { signal });
  } catch (error) {
    if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) return null;
    throw error;
  }
}

export const SESSION_QUERY = queryOptions({ queryKey: SESSION, queryFn: readSession });

/** Who is logged in; null when nobody is. */
export const useSession = () => useQuery(SESSION_QUERY);

export const PARTIES_QUERY = queryOptions({
  queryKey: PARTIES,
  queryFn: ({ signal }) => call('GET /accessmanagement/api/v1/authorizedparties', { signal }),
});

/** Whom the person may act for, as the platform tells it. */
export const useAuthorizedParties = (enabled: boolean) => useQuery({ ...PARTIES_QUERY, enabled });

/** Where to log in, to come back to this very page. */
export const loginUrl = (here: string): string =>
  `/authentication/api/v1/authentication?goto=${encodeURIComponent(here)}`;

/** The same, for whoever may be logged in as another: the provider asks who it is. @param name whom it offers first */
export const loginAsUrl = (here: string, name = ''): string =>
  `${loginUrl(here)}&prompt=login${name && `&login_hint=${encodeURIComponent(name)}`}`;
export const LOGOUT_URL = '/authentication/api/v1/logout';
