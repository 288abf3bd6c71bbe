import { useQuery } from '@tanstack/react-query';
import { ApiFailure, call } from './http.ts';
import type { Profile } from './types.ts';

export const SESSION = ['session'] as const;
export const PARTIES = ['parties'] as const;

/** Who is logged in; null when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: SESSION,
    queryFn: async ({ signal }): Promise<Profile | null> => {
      try {
        return await call('GET /profile/api/v1/users/current', { signal });
      } catch (error) {
        if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) return null;
        throw error;
      }
    },
  });
}

/** Whom the person may act for, as the platform tells it. */
export function useAuthorizedParties(enabled: boolean) {
  return useQuery({
    queryKey: PARTIES,
    enabled,
    queryFn: ({ signal }) => call('GET /accessmanagement/api/v1/authorizedparties', { signal }),
  });
}

/** Where to log in, to come back to this very page. */
export const loginUrl = (here: string): string =>
  `/authentication/api/v1/authentication?goto=${encodeURIComponent(here)}`;
export const LOGOUT_URL = '/authentication/api/v1/logout';
