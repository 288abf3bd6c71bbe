import { useQuery } from '@tanstack/react-query';
import { call } from './http.ts';

/** What Maskinporten calls itself (RFC 8414): the `aud` of a grant. */
export const useIssuer = () =>
  useQuery({
    queryKey: ['issuer'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await call('GET /maskinporten/.well-known/oauth-authorization-server', { signal })).issuer,
  });
