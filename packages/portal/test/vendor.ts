import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Platform } from '@portvakt/platform';

export const VENDOR = '310019747';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_S = 100;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export interface SystemUserOwner {
  readonly organization: string;
  readonly externalRef: string;
}

export interface Vendor {
  readonly clientId: string;
  /** A Maskinporten token; with a system user's owner it is the system user's. */
  token(scope: string, owner?: SystemUserOwner): Promise<string>;
  /** A call to the System Register and system users, as the vendor; the parsed answer. @throws when it is not 2xx */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
}

const SCOPES = [
  'altinn:authentication/systemregister.write',
  'altinn:authentication/systemuser.request.read',
  'altinn:authentication/systemuser.request.write',
];

/** The vendor of the journeys: a client with a key of its own, that works over HTTP as a vendor's program does. */
export async function makeVendor(platform: Platform): Promise<Vendor> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const jwk = { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid };
  const { clientId } = await platform.createClient({ organization: VENDOR, name: 'Lønn', scopes: SCOPES, keys: [jwk] });
  const token = async (scope: string, owner?: SystemUserOwner): Promise<string> => {
    const now = Math.floor(platform.clock.now() / 1000);
    const details = owner && [
      {
        type: 'urn:altinn:systemuser',
        systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${owner.organization}` },
        externalRef: owner.externalRef,
      },
    ];
    const claims = {
      aud: platform.urls.maskinportenIssuer,
      iss: clientId,
      scope,
      iat: now,
      exp: now + LIFETIME_S,
      jti: randomUUID(),
      ...(details ? { authorization_details: details } : {}),
    };
    const input = `${encoded({ alg: 'RS256', kid })}.${encoded(claims)}`;
    const assertion = `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey, 'base64url')}`;
    const response = await fetch(`${platform.urls.maskinportenIssuer}token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: GRANT, assertion }),
    });
    if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { access_token: string }).access_token;
  };
  return {
    clientId,
    token,
    async call<T>(method: string, path: string, body?: unknown) {
      // Anew each time: a token lives two minutes, and a machine with other work to do takes longer.
      const all = await token(SCOPES.join(' '));
      const response = await fetch(`${platform.urls.base}/authentication/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${all}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
}

/** A right to one resource of the registry. */
export const right = (value: string) => ({ resource: [{ id: 'urn:altinn:resource', value }] });

/** The body of a system in the register. */
export const systemBody = (name: string, more: object = {}) => ({
  id: `${VENDOR}_${name}`,
  vendor: { ID: `0192:${VENDOR}` },
  name: { nb: 'Fjordlønn', nn: 'Fjordlønn', en: 'Fjord Payroll' },
  description: { nb: 'Lønnskjøring', nn: 'Lønskøyring', en: 'Payroll' },
  rights: [right('ttd-lonnsrapport'), right('skogdir-felling')],
  accessPackages: [],
  clientId: [],
  isVisible: false,
  allowedRedirectUrls: ['https://vendor.example/done'],
  ...more,
});
