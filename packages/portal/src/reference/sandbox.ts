/** The doors of the sandbox by which one becomes somebody. */
import { type AnswerOf, call } from '../api/http.ts';
import type { Identity, Issuer } from './callers.ts';

/** An organisation has `scopes`: of those that were asked for, what it may use. */
export type PartyLine = AnswerOf<'GET /sandbox/parties'>[number];
export type ClientLine = AnswerOf<'GET /sandbox/clients'>[number];

/** A managing director, the customer and the vendor of docs/world.md come first: most of what can be tried is theirs. */
const WELL_KNOWN = ['01816010027', '310044423', '310019747'];
export const VENDOR = '310019747';

export const numberOf = ({ personNumber, organizationNumber }: PartyLine): string =>
  personNumber ?? organizationNumber ?? '';

const known = (party: PartyLine): number => {
  const at = WELL_KNOWN.indexOf(numberOf(party));
  return at < 0 ? WELL_KNOWN.length : at;
};

export async function findParties(
  type: 'person' | 'organization',
  query: string,
  scopes: readonly string[],
  signal: AbortSignal,
): Promise<readonly PartyLine[]> {
  const found = await call('GET /sandbox/parties', { query: { type, query, scope: scopes }, signal });
  return [...found].sort((a, b) => known(a) - known(b));
}

export const findClients = (query: string, signal: AbortSignal): Promise<readonly ClientLine[]> =>
  call('GET /sandbox/clients', { query: { query }, signal });

export async function bePerson(party: PartyLine): Promise<Identity> {
  return {
    kind: 'person',
    name: party.name,
    scopes: [],
    ...(await call('POST /sandbox/tokens', { body: { person: numberOf(party) } })),
  };
}

/** With all of the scopes that the line says. */
export async function beOrganization(party: PartyLine, issuer: Issuer): Promise<Identity> {
  const { name, scopes = [] } = party;
  const body = { organization: numberOf(party), scopes, issuer };
  return { kind: 'organization', name, issuer, scopes, ...(await call('POST /sandbox/tokens', { body })) };
}

/** With those of the wanted scopes that the client has, else with all that it has. */
export async function beClient(line: ClientLine, issuer: Issuer, wanted: readonly string[]): Promise<Identity> {
  const fitting = line.scopes.filter((scope) => wanted.includes(scope));
  const scopes = fitting.length > 0 ? fitting : line.scopes;
  const body = { client: line.clientId, scopes, issuer };
  return { kind: 'client', name: line.name, issuer, scopes, ...(await call('POST /sandbox/tokens', { body })) };
}
