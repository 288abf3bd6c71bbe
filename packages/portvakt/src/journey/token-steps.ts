import { createHash, createPrivateKey, createPublicKey, randomUUID, sign, verify } from 'node:crypto';
import { decodeToken, type MaskinportenClient } from '@portvakt/client';
import { clientFor, type Journey, makeClient, WORLD } from './context.ts';
import { expect } from './narrator.ts';
import { PortalSession } from './portal.ts';

const SCOPES = ['altinn:instances.read', 'altinn:instances.write'] as const;
const PAGE_SCOPES = [
  ...SCOPES,
  'altinn:authentication/systemregister',
  'altinn:authorization/authorize',
  'altinn:authentication/systemregister.write',
];

export interface OwnClient {
  readonly clientId: string;
  readonly client: MaskinportenClient;
}

/** Samarbeidsportalen: a client, its scopes, its key; and the same through the self-service API. */
export async function portalStep(journey: Journey): Promise<OwnClient> {
  const { tell, key, urls } = journey;
  const { customer } = WORLD;
  tell.step('Create a Maskinporten client in the portal');
  const portal = await PortalSession.open(urls.base, customer.director, customer.organization);
  tell.say(
    `${customer.directorName} has logged in with the test ID-porten and acts for ${customer.name} (${customer.organization}).`,
  );
  const usable = await portal.must<{ name: string }[]>(
    'GET',
    '/selvbetjening/api/v1/scopes/access/all?integration_type=maskinporten',
  );
  const missing = PAGE_SCOPES.filter((scope) => !usable.some(({ name }) => name === scope));
  expect(missing.length === 0, `the scope list lacks ${missing.join(', ')}`);
  tell.say(`${usable.length} scopes to choose from, the four of the getting-started page among them.`);
  const made = await portal.createClient('Fjordvik bakeri', SCOPES, key.publicKeys);
  for (const { kid, exp } of made.keys)
    tell.say(`Key ${kid}, expires ${new Date(exp * 1000).toISOString().slice(0, 10)}.`);
  tell.say(`client_id ${made.clientId}`);

  const admin = ['idporten:dcr.read', 'idporten:dcr.write'];
  const adminClient = makeClient(
    journey,
    (await portal.createClient('Administrasjon', admin, key.publicKeys)).clientId,
    admin,
    false,
  );
  const token = await adminClient.getToken();
  const headers = { authorization: `Bearer ${token.value}`, 'content-type': 'application/json' };
  const body = {
    integration_type: 'maskinporten',
    client_name: 'Laget med API',
    description: 'Laget med API',
    scopes: ['altinn:instances.read'],
  };
  const response = await fetch(`${urls.selfservice}/api/v1/clients`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const created = (await response.json()) as { client_id: string };
  expect(response.status === 201, `the self-service API answered ${response.status}`);
  tell.say(`The same through the self-service API: client_id ${created.client_id}`);
  return { clientId: made.clientId, client: makeClient(journey, made.clientId, SCOPES) };
}

/** A JWT grant, its token, and what is refused. */
export async function grantStep(journey: Journey, { clientId, client }: OwnClient): Promise<void> {
  const { tell, urls } = journey;
  tell.step('Get a Maskinporten token with a JWT grant');
  const token = await client.getToken();
  const { header, claims } = decodeToken(token.value);
  tell.show('The access token', { header, claims });
  expect(
    claims['iss'] === urls.maskinportenIssuer && claims['client_id'] === clientId,
    'the token has the wrong issuer or client',
  );
  await verifies(token.value, `${urls.maskinportenIssuer}jwk`);
  tell.say('Its signature verifies with the key in /jwk.');

  const now = Math.floor(Date.now() / 1000);
  const claimsOf = (over: object) => ({
    aud: urls.maskinportenIssuer,
    iss: clientId,
    scope: SCOPES[0],
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    ...over,
  });
  const replayed = assertion(journey, claimsOf({}));
  expect((await post(journey, replayed)).status === 200, 'a good grant was refused');
  const refusals: readonly (readonly [string, string, number, string])[] = [
    ['wrong aud', assertion(journey, claimsOf({ aud: urls.maskinportenIssuer.slice(0, -1) })), 400, 'MP-110'],
    ['wrong kid', assertion(journey, claimsOf({}), 'another-kid'), 400, 'Unknown key identifier'],
    ['replayed jti', replayed, 400, 'MP-012'],
    ['expired grant', assertion(journey, claimsOf({ iat: now - 200, exp: now - 100 })), 400, 'MP-130'],
    [
      'scope not on the client',
      assertion(journey, claimsOf({ scope: 'altinn:authorization/authorize' })),
      400,
      'MP-200',
    ],
  ];
  for (const [what, text, status, expected] of refusals) {
    const answer = await post(journey, text);
    expect(
      answer.status === status && JSON.stringify(answer.body).includes(expected),
      `${what}: expected ${status} ${expected}, got ${answer.status} ${JSON.stringify(answer.body)}`,
    );
    tell.say(`${what}: ${answer.status} ${answer.body.error}, ${answer.body.error_description}`);
  }
}

/** The Altinn token and both key sets. */
export async function exchangeStep(journey: Journey, { client }: OwnClient): Promise<void> {
  const { tell, urls } = journey;
  tell.step('Exchange it for an Altinn token');
  const token = await client.getAltinnToken();
  const { header, claims } = decodeToken(token.value);
  tell.show('The Altinn token', { header, claims });
  expect(claims['urn:altinn:orgNumber'] === WORLD.customer.organization, 'the Altinn token names another organisation');
  const keys = `${urls.altinnIssuer}.well-known/openid-configuration/jwks`;
  await verifies(token.value, keys);
  tell.say('Its signature verifies with Altinn’s keys, and not with Maskinporten’s.');
  const crossed = await verifies(token.value, `${urls.maskinportenIssuer}jwk`).catch(() => false);
  expect(crossed === false, 'an Altinn token verified with Maskinporten’s keys');
}

interface TokenAnswer {
  readonly status: number;
  readonly body: { readonly error?: string; readonly error_description?: string; readonly error_uri?: string };
}

async function post({ urls }: Journey, text: string): Promise<TokenAnswer> {
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: text });
  const response = await fetch(`${urls.maskinportenIssuer}token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as TokenAnswer['body'] };
}

/** A grant signed by hand, so that it can be wrong on purpose; the client would never send these. */
function assertion({ key }: Journey, claims: object, kid: string = key.kid): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'RS256', kid })}.${part(claims)}`;
  const privateKey = createPrivateKey({ key: key.privateJwk, format: 'jwk' });
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}

/** @throws JourneyFailed when the token's signature does not fit a key of the set */
async function verifies(token: string, jwks: string): Promise<true> {
  const { keys } = (await (await fetch(jwks)).json()) as {
    keys: { kid: string; kty: string; n: string; e: string; x5c?: string[] }[];
  };
  const { header } = decodeToken(token);
  const jwk = keys.find(({ kid }) => kid === header['kid']);
  expect(jwk !== undefined, `the key ${String(header['kid'])} is not in ${jwks}`);
  const [head = '', payload = '', signature = ''] = token.split('.');
  const { kty, n, e } = jwk;
  const publicKey = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  const good = verify('sha256', Buffer.from(`${head}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
  expect(good, 'the signature does not verify');
  if (jwk.x5c?.[0]) {
    const thumbprint = createHash('sha1').update(Buffer.from(jwk.x5c[0], 'base64')).digest('hex').toUpperCase();
    expect(thumbprint === jwk.kid, 'the kid is not the thumbprint of the certificate');
  }
  return true;
}

/** A client for the steps that need one of another organisation. */
export const strangerClient = (journey: Journey) => clientFor(journey, WORLD.stranger, 'Ukjent sti', SCOPES);
