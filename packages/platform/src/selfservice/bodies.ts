/** Bodies of the self-service API that more than one operation takes. */
import type { BodyReader } from '../http/index.ts';
import { acceptClient, type ClientInput } from './client-rules.ts';
import { NewClient, NewKeySet } from './client-schemas.ts';
import { JWT_BEARER } from './model.ts';

export const CLIENT_BODY: BodyReader<ClientInput> = {
  schema: NewClient,
  example: {
    integration_type: 'maskinporten',
    client_name: 'Fjordvik lønn',
    description: 'Rapportering',
    grant_types: [JWT_BEARER],
    scopes: ['altinn:instances.read'],
    access_token_lifetime: 120,
  },
  read: acceptClient,
};

export const KEY_EXAMPLE = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'fjordvik-2026-01', n: '0vx7', e: 'AQAB' };

/** `{"keys":[…]}`; whatever else comes is refused by the rules of a key set, which ask whose client it is. */
export const KEYS_BODY: BodyReader<unknown> = {
  schema: NewKeySet,
  example: { keys: [KEY_EXAMPLE] },
  read: (body) => (typeof body === 'object' && body !== null && 'keys' in body ? body.keys : undefined),
};
