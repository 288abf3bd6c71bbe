/** Tokens of whoever a developer wants to be: what a log-in, or a grant signed with the client's key, would have given. */
import type { Authentication } from '../authentication/index.ts';
import { isOrganizationNumber, parseJws } from '../foundation/index.ts';
import { isGrantRefusal, type TokenAnswer } from '../maskinporten/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { GrantClient, Scopes, SelfService } from '../selfservice/index.ts';
import { refuse } from './refusals.ts';

export interface LogInDeps {
  readonly register: Register;
  readonly selfservice: Pick<SelfService, 'client' | 'search'>;
  readonly scopes: Pick<Scopes, 'holders'>;
  readonly authentication: Pick<Authentication, 'exchange' | 'sessions' | 'tokenOf'>;
  /** Where the sandbox logs persons in. */
  readonly idportenIssuer: string;
  /** What the client's own grant would get. @throws Refusal */
  readonly maskinportenToken: (client: GrantClient, scopes: readonly string[]) => Promise<TokenAnswer>;
}

export type Issuer = 'maskinporten' | 'altinn';

/** A token, and until when it is good (ISO 8601). */
export interface MadeToken {
  readonly token: string;
  readonly expires: string;
}

const AT_THE_HIGHEST_LEVEL = { acr: 'idporten-loa-high', amr: ['BankID'] } as const;
const SESSION_S = 1800;
const MOST = 50;

/** The token of a session of the person. @throws Refusal 400 when there is no such person */
export async function tokenOfPerson(deps: LogInDeps, person: string): Promise<MadeToken> {
  const party = await deps.register.party({ person });
  const login = { issuer: deps.idportenIssuer, sid: undefined, idToken: undefined, ...AT_THE_HIGHEST_LEVEL };
  const token =
    party && !party.isDeleted
      ? await deps.authentication.tokenOf((await deps.authentication.sessions.begin(party, login)).session)
      : undefined;
  if (token === undefined) throw refuse('person-unknown', 'there is no such person in this sandbox');
  return madeFrom(token);
}

/** The token of a registered client. @param scopes left out = all that the client has. @throws Refusal 400 */
export async function tokenOfClient(
  deps: LogInDeps,
  clientId: string,
  scopes: readonly string[] | undefined,
  issuer: Issuer,
): Promise<MadeToken> {
  const client = await deps.selfservice.client(clientId);
  if (!client?.active || client.integrationType !== 'maskinporten')
    throw refuse(
      'client-unknown',
      `there is no active Maskinporten client ${JSON.stringify(clientId)} in this sandbox`,
    );
  return tokenOf(deps, client, scopes ?? [...client.scopes], issuer);
}

/** The token of an organisation, as if it had a client with these scopes. @throws Refusal 400 */
export async function tokenOfOrganization(
  deps: LogInDeps,
  organization: string,
  scopes: readonly string[],
  issuer: Issuer,
): Promise<MadeToken> {
  const party = isOrganizationNumber(organization) ? await deps.register.party({ organization }) : undefined;
  if (!party || party.isDeleted)
    throw refuse('organization-unknown', `there is no organisation ${JSON.stringify(organization)} in this sandbox`);
  const client: GrantClient = {
    clientId: 'sandbox',
    organization,
    active: true,
    integrationType: 'maskinporten',
    scopes: new Set(scopes),
    accessTokenLifetime: SESSION_S,
    keys: new Map(),
  };
  return tokenOf(deps, client, scopes, issuer);
}

async function tokenOf(
  deps: LogInDeps,
  client: GrantClient,
  scopes: readonly string[],
  issuer: Issuer,
): Promise<MadeToken> {
  if (scopes.length === 0) throw refuse('scopes-missing', 'a token of Maskinporten has at least one scope: name one');
  try {
    const { access_token: token } = await deps.maskinportenToken(client, scopes);
    if (issuer === 'maskinporten') return madeFrom(token);
    return madeFrom(await deps.authentication.exchange({ provider: 'maskinporten', token }));
  } catch (error) {
    if (isGrantRefusal(error)) throw refuse('token-refused', `${error.message}. ${error.remedy ?? ''}`);
    throw error;
  }
}

/** The token says itself how long it is good: a clock that is read again may have gone on. */
const madeFrom = (token: string): MadeToken => ({
  token,
  expires: new Date(Number(parseJws(token).payload['exp']) * 1000).toISOString(),
});

/** Organisations that fit the text and may use at least one of the scopes, with those that they may use; at most 50, by name. */
export async function organizationsWith(
  { register, scopes: all }: LogInDeps,
  scopes: readonly string[],
  query: string,
): Promise<readonly { readonly party: Party; readonly scopes: readonly string[] }[]> {
  const found = new Map<string, { readonly party: Party; readonly scopes: string[] }>();
  for (const scope of new Set(scopes)) {
    for (const party of await holdersOf(register, await all.holders(scope), query)) {
      const known = found.get(party.uuid);
      if (known) known.scopes.push(scope);
      else found.set(party.uuid, { party, scopes: [scope] });
    }
  }
  return [...found.values()].sort((a, b) => a.party.name.localeCompare(b.party.name, 'nb')).slice(0, MOST);
}

async function holdersOf(
  register: Register,
  holders: 'all' | readonly string[],
  query: string,
): Promise<readonly Party[]> {
  if (holders === 'all') return register.search('organization', query);
  const parties = await Promise.all(holders.map((organization) => register.party({ organization })));
  const wanted = query.trim().toLowerCase();
  return parties.filter(
    (party): party is Party =>
      party !== undefined &&
      !party.isDeleted &&
      `${party.name} ${party.organizationNumber}`.toLowerCase().includes(wanted),
  );
}
