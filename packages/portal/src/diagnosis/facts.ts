/** What the platform tells its owner of a client, read at one time. */
import { call, orWhenMissing } from '../api/http.ts';
import type { Client, ClientKey, Explained, TokenRequest } from '../api/types.ts';
import { type Life, type OwnSystem, readLife } from '../api/vendor.ts';
import { type ScopeChoice, scopeChoices } from '../clients/scope-choice.ts';
import { addressOf } from '../playground/address.ts';
import { NO_QUESTION, type Question, requestOf } from '../playground/question.ts';
import type { Wish } from './wish.ts';

/** A part that could not be read is undefined: the steps that need it say so, and the others go on. */
export interface Facts {
  readonly client: Client;
  readonly keys: readonly ClientKey[] | undefined;
  readonly choices: ReadonlyMap<string, ScopeChoice> | undefined;
  /** Newest first; null where the platform keeps no log. */
  readonly requests: readonly TokenRequest[] | null | undefined;
  readonly systems: readonly OwnSystem[] | undefined;
  /** Of the system that names the client. */
  readonly life: Life | undefined;
  /** Those of the resource's policy; null when there is no such resource; undefined when nobody asks. */
  readonly actions: readonly string[] | null | undefined;
  readonly decision: { readonly decision: Explained['decision']; readonly address: string } | undefined;
}

const SELF_SERVICE = '/selvbetjening/api/v1';

/** @throws ApiFailure when the client itself cannot be read */
export async function readFacts(
  who: { readonly organization: string; readonly clientId: string },
  wish: Wish,
  signal: AbortSignal,
): Promise<Facts> {
  const { organization, clientId } = who;
  const of = { params: { id: clientId }, organization, signal };
  const query = { integration_type: 'maskinporten' } as const;
  const [client, keys, usable, open, requests, systems, actions] = await Promise.all([
    call(`GET ${SELF_SERVICE}/clients/{id}`, of),
    tried(call(`GET ${SELF_SERVICE}/clients/{id}/jwks`, of)),
    tried(call(`GET ${SELF_SERVICE}/scopes/access/all`, { query, organization, signal })),
    tried(call(`GET ${SELF_SERVICE}/scopes/all`, { query, signal })),
    tried(
      orWhenMissing(
        call('GET /sandbox/token-requests', { query: { client_id: clientId }, organization, signal }),
        null,
      ),
    ),
    tried(call('GET /portal/api/v1/vendor/systems', { organization, signal })),
    wish.resource === '' ? undefined : tried(actionsOf(wish.resource, signal)),
  ]);
  const system = systems && systemOf(systems, clientId);
  const life =
    system && wish.acts === 'system-user' ? await tried(readLife(organization, system.id, signal)) : undefined;
  return {
    client,
    keys: keys?.keys,
    choices: usable && open && new Map(scopeChoices(usable, open).map((choice) => [choice.name, choice])),
    requests: requests === null ? null : requests?.toSorted((a, b) => (a.time < b.time ? 1 : -1)),
    systems,
    life,
    actions,
    decision: await tried(decisionOf(who.organization, wish, life, signal)),
  };
}

/** The living system that names the client. */
export const systemOf = (systems: readonly OwnSystem[], clientId: string): OwnSystem | undefined =>
  systems.find((system) => !system.isDeleted && system.clientId.includes(clientId));

/** The customer's system user that the client would get tokens for. */
export const userOf = ({ users }: Life, { customer, reference }: Wish) =>
  users.find(
    ({ reporteeOrgNo, externalRef, isDeleted }) =>
      !isDeleted && reporteeOrgNo === customer && sameReference(externalRef, reference, customer),
  );

/** A system user that was asked for without a reference has its customer's number for one. */
export const sameReference = (is: string, wanted: string, customer: string): boolean =>
  is === wanted || (wanted === '' && is === customer) || (is === '' && wanted === '');

const tried = <T>(reading: Promise<T>): Promise<T | undefined> => reading.catch(() => undefined);

async function actionsOf(id: string, signal: AbortSignal): Promise<readonly string[] | null> {
  const path = 'GET /resourceregistry/api/v1/resource/{id}/policy/rules';
  const rules = await orWhenMissing(call(path, { params: { id }, signal }), null);
  return rules && [...new Set(rules.map(({ action }) => action.value))].sort();
}

async function decisionOf(organization: string, wish: Wish, life: Life | undefined, signal: AbortSignal) {
  const { acts, resource, action, customer } = wish;
  if (resource === '') return undefined;
  const user = life && userOf(life, wish);
  if (acts === 'system-user' && !user) return undefined;
  const about: Question = {
    ...NO_QUESTION,
    ...(user ? { kind: 'system-user', subject: user.id } : { kind: 'organization', subject: organization }),
    party: acts === 'itself' ? organization : customer,
    resource,
    action,
  };
  const { response } = await call('POST /authorization/api/v1/decision', {
    query: { explain: true },
    body: requestOf(about),
    signal,
  });
  const [result] = response;
  return result && { decision: result.decision, address: addressOf(about) };
}
