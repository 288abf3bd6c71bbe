import { expect, it } from 'vitest';
import { call } from './http.ts';

const refused = (text: string, challenge: string): Promise<unknown> =>
  call(
    {
      base: 'https://api.test.samarbeid.digdir.no',
      fetch: async () => new Response(text, { status: 403, headers: { 'www-authenticate': challenge } }),
    },
    'GET',
    '/api/v1/clients',
  );

it('tells of a refusal the scope that is missing, which only the header may name, and no token', async () => {
  const challenge = 'Bearer error="insufficient_scope", scope="idporten:dcr.read", token="eyJhbGciOiJub25lIn0.e30.x"';
  await expect(refused('', challenge)).rejects.toThrow(
    'GET https://api.test.samarbeid.digdir.no/api/v1/clients answered 403: Bearer error="insufficient_scope", scope="idporten:dcr.read", token="…"',
  );
  await expect(refused('{"message":"No"}', challenge)).rejects.toThrow('answered 403: No: Bearer error=');
  await expect(refused('', 'Bearer')).rejects.toThrow('answered 403: no reason given');
});
