import { Type } from 'typebox';
import type { Caller } from '../callers/index.ts';
import { isoTime } from '../foundation/index.ts';
import { invalidMembers, type Readers } from '../http/index.ts';
import type { InstanceFilter, TimeFilter } from './list-filter.ts';
import { MAX_INTEGER } from './model.ts';
import { every } from './readers.ts';
import { refuse } from './refusals.ts';

/** What a list request asks for; the party may still have to be looked up by number. */
export interface ListRequest {
  readonly filter: InstanceFilter;
  readonly size: number;
  readonly includeDataElements: boolean;
  readonly continuationToken: string | undefined;
  /** From the header `X-Ai-InstanceOwnerIdentifier`. */
  readonly owner: { readonly person: string } | { readonly organization: string } | undefined;
}

const DEFAULT_SIZE = 100;
const MAX_SIZE = 1000;

const TIME = 'gt:, gte:, lt:, lte: or eq: and a time of ISO 8601; several narrow it further';

/** Texts as they came, read when the checks before them have passed (altinn-instances.md 4.1). Of what may stand once, the first counts. */
export const LIST_QUERY = {
  org: every(Type.String({ description: 'Code of the service owner' })),
  appId: every(Type.String({ description: '{org}/{app}' })),
  'instanceOwner.partyId': every(Type.Integer({ minimum: 0, maximum: MAX_INTEGER })),
  'process.currentTask': every(Type.String({ description: 'Element id of the task' })),
  'process.isComplete': every(Type.Boolean()),
  'process.ended': every(Type.Array(Type.String(), { description: TIME })),
  created: every(Type.Array(Type.String(), { description: TIME })),
  lastChanged: every(Type.Array(Type.String(), { description: TIME })),
  visibleAfter: every(Type.Array(Type.String(), { description: TIME })),
  dueBefore: every(Type.Array(Type.String(), { description: TIME })),
  'status.isArchived': every(Type.Boolean()),
  'status.isSoftDeleted': every(Type.Boolean()),
  'status.isHardDeleted': every(Type.Boolean()),
  excludeConfirmedBy: every(Type.String({ description: 'Code of the service owner' })),
  confirmed: every(Type.Boolean({ description: 'Whether its owner has confirmed it' })),
  size: every(Type.Integer({ minimum: 1, maximum: MAX_SIZE, default: DEFAULT_SIZE })),
  continuationToken: every(Type.String({ description: 'From next of the page before' })),
  order: every(Type.Union([Type.Literal('desc:lastChanged'), Type.Literal('asc:lastChanged')])),
  includeDataElements: every(Type.Boolean({ default: true })),
  A3Ref: every(Type.String({ description: 'The last 12 characters of an instance’s id' })),
} as const satisfies Readers;

export type ListQuery = { readonly [Name in keyof typeof LIST_QUERY]: readonly string[] };

const OPERATORS: Readonly<Record<string, TimeFilter['operator']>> = { gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '=' };

const TIME_PARAMETERS: readonly (readonly [keyof ListQuery, TimeFilter['column']])[] = [
  ['process.ended', 'process_ended'],
  ['created', 'created'],
  ['lastChanged', 'last_changed'],
  ['visibleAfter', 'visible_after'],
  ['dueBefore', 'due_before'],
];

function timeFilters(query: ListQuery): TimeFilter[] {
  return TIME_PARAMETERS.flatMap(([name, column]) =>
    query[name].map((expression) => {
      const colon = expression.indexOf(':');
      const operator = OPERATORS[expression.slice(0, colon)];
      const value = isoTime(expression.slice(colon + 1));
      if (colon < 0 || !operator || Number.isNaN(value))
        throw refuse('query-invalid', `Invalid date expression: ${expression.slice(0, 100)} for query key: ${name}`);
      return { column, operator, value };
    }),
  );
}

function flag(query: ListQuery, name: keyof ListQuery): boolean | undefined {
  const value = query[name][0]?.toLowerCase();
  if (value === undefined || value === '') return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalidMembers({ [name]: [`The value '${value.slice(0, 40)}' is not valid: expected true or false.`] });
}

const MAX_DIGITS = String(MAX_INTEGER).length;

/** A whole number of 32 bits, as party numbers are. */
function integer(query: ListQuery, name: keyof ListQuery): number | undefined {
  const value = query[name][0];
  if (value === undefined || value === '') return undefined;
  const isNumber = /^\d+$/.test(value);
  if (isNumber && value.length <= MAX_DIGITS && Number(value) <= MAX_INTEGER) return Number(value);
  // What is too long may be a person number: it is not repeated.
  const error = isNumber
    ? `The value is too large: expected at most ${MAX_INTEGER}.`
    : `The value '${value.slice(0, 40)}' is not valid: expected a whole number.`;
  throw invalidMembers({ [name]: [error] });
}

/** `Person:{11 digits}` or `Organisation:{9 digits}`, any case, blanks ignored (altinn-instances.md 4.1 line 8). */
function ownerIdentifier(header: string): { person: string } | { organization: string } {
  const [kind = '', number = '', ...rest] = header.replaceAll(' ', '').split(':');
  const type = kind.toLowerCase();
  if (rest.length > 0 || number === '' || (type !== 'person' && type !== 'organisation'))
    throw refuse('query-invalid', 'Invalid InstanceOwnerIdentifier.');
  if (type === 'person') {
    if (!/^\d{11}$/.test(number)) throw refuse('query-invalid', 'Person number needs to be exactly 11 digits.');
    return { person: number };
  }
  if (!/^\d{9}$/.test(number)) throw refuse('query-invalid', 'Organization number needs to be exactly 9 digits.');
  return { organization: number };
}

/** Who may ask for what, in the order of altinn-instances.md 4.1. Gives the org and app to select by. */
function ownerScope(caller: Caller, query: ListQuery, hasOwner: boolean): { org?: string; app?: string } {
  const appId = query.appId[0];
  const [appOrg, app] = appId?.split('/') ?? [];
  if (appId !== undefined && (!appOrg || !app)) throw refuse('query-invalid', 'AppId must be on the form {org}/{app}.');
  const org = query.org[0] ?? appOrg;
  if (caller.kind === 'serviceOwner') {
    if (org === undefined) throw refuse('query-invalid', 'Org or AppId must be defined.');
    if (org !== caller.serviceOwner) {
      if (app === undefined) throw refuse('query-invalid', 'AppId must be defined.');
      throw refuse('list-of-other-owner', `instances of ${org} are not open to ${caller.serviceOwner}`);
    }
  } else if (caller.kind === 'organization' || caller.kind === 'other') {
    throw refuse(
      'list-closed',
      'an organisation cannot list instances; a service owner, a person or a system user can',
    );
  } else if (!hasOwner) {
    throw refuse('query-invalid', 'Either InstanceOwnerPartyId or InstanceOwnerIdentifier need to be defined.');
  }
  return { ...(org === undefined ? {} : { org }), ...(app === undefined ? {} : { app }) };
}

function pageSize(query: ListQuery): number {
  const size = integer(query, 'size') ?? DEFAULT_SIZE;
  if (size >= 1 && size <= MAX_SIZE) return size;
  throw refuse('query-invalid', `size must be between 1 and ${MAX_SIZE}.`);
}

const orderOf = (query: ListQuery): 'asc' | 'desc' => {
  const order = query.order[0];
  if (order === undefined || order === 'desc:lastChanged') return 'desc';
  if (order === 'asc:lastChanged') return 'asc';
  throw refuse('query-invalid', 'order must be asc:lastChanged or desc:lastChanged.');
};

/** Reads a list request. @throws Refusal with the contract's 400 and 403 */
export function parseListRequest(caller: Caller, query: ListQuery, identifier: string | undefined): ListRequest {
  const partyId = integer(query, 'instanceOwner.partyId');
  if (partyId !== undefined && identifier !== undefined)
    throw refuse(
      'query-invalid',
      'Both InstanceOwner.PartyId and InstanceOwnerIdentifier cannot be present at the same time.',
    );
  const scope = ownerScope(caller, query, partyId !== undefined || identifier !== undefined);
  const owner = identifier === undefined ? undefined : ownerIdentifier(identifier);
  const confirmed = flag(query, 'confirmed');
  const isComplete = flag(query, 'process.isComplete');
  const isArchived = flag(query, 'status.isArchived');
  const isSoftDeleted = flag(query, 'status.isSoftDeleted');
  const isHardDeleted = flag(query, 'status.isHardDeleted');
  const currentTask = query['process.currentTask'][0];
  const excludeConfirmedBy = query.excludeConfirmedBy[0];
  const reference = query.A3Ref[0];
  return {
    size: pageSize(query),
    includeDataElements: flag(query, 'includeDataElements') ?? true,
    continuationToken: query.continuationToken[0],
    owner,
    filter: {
      ...scope,
      times: timeFilters(query),
      order: orderOf(query),
      ...(partyId === undefined ? {} : { partyId }),
      ...(currentTask ? { currentTask } : {}),
      ...(isComplete === undefined ? {} : { isComplete }),
      ...(isArchived === undefined ? {} : { isArchived }),
      ...(isSoftDeleted === undefined ? {} : { isSoftDeleted }),
      ...(caller.kind === 'serviceOwner'
        ? isHardDeleted === undefined
          ? {}
          : { isHardDeleted }
        : { isHardDeleted: false }),
      ...(excludeConfirmedBy && /^[\w-]{1,20}$/.test(excludeConfirmedBy) ? { excludeConfirmedBy } : {}),
      ...(confirmed === undefined ? {} : { confirmedByOwner: confirmed }),
      ...(reference && /^[0-9a-f]{12}$/i.test(reference) ? { idEnding: reference.toLowerCase() } : {}),
    },
  };
}

/** True when a caller who is no service owner asks for hard-deleted rows: an empty answer. */
export const asksForHidden = (caller: Caller, query: ListQuery): boolean =>
  caller.kind !== 'serviceOwner' && query['status.isHardDeleted'][0]?.toLowerCase() === 'true';
