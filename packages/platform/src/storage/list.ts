import type { Caller } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import { TextAnswer } from './errors.ts';
import { MAX_INTEGER } from './model.ts';
import type { InstanceFilter, TimeFilter } from './store.ts';

/** Query parameters as they came; a repeated one is an array. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

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

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
const every = (value: string | string[] | undefined): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const OPERATORS: Readonly<Record<string, TimeFilter['operator']>> = { gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '=' };

const TIME_PARAMETERS: readonly (readonly [string, TimeFilter['column']])[] = [
  ['process.ended', 'process_ended'],
  ['created', 'created'],
  ['lastChanged', 'last_changed'],
  ['visibleAfter', 'visible_after'],
  ['dueBefore', 'due_before'],
];

function timeFilters(query: Query): TimeFilter[] {
  return TIME_PARAMETERS.flatMap(([name, column]) =>
    every(query[name]).map((expression) => {
      const colon = expression.indexOf(':');
      const operator = OPERATORS[expression.slice(0, colon)];
      const value = Date.parse(expression.slice(colon + 1));
      if (colon < 0 || !operator || Number.isNaN(value))
        throw new TextAnswer(400, `Invalid date expression: ${expression.slice(0, 100)} for query key: ${name}`);
      return { column, operator, value };
    }),
  );
}

function flag(query: Query, name: string): boolean | undefined {
  const value = first(query[name])?.toLowerCase();
  if (value === undefined || value === '') return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new HttpProblem(400, undefined, {
    title: 'One or more validation errors occurred.',
    errors: { [name]: [`The value '${value.slice(0, 40)}' is not valid: expected true or false.`] },
  });
}

const MAX_DIGITS = String(MAX_INTEGER).length;

/** A whole number of 32 bits, as party numbers are. */
function integer(query: Query, name: string): number | undefined {
  const value = first(query[name]);
  if (value === undefined || value === '') return undefined;
  const isNumber = /^\d+$/.test(value);
  if (isNumber && value.length <= MAX_DIGITS && Number(value) <= MAX_INTEGER) return Number(value);
  // What is too long may be a person number: it is not repeated.
  const error = isNumber
    ? `The value is too large: expected at most ${MAX_INTEGER}.`
    : `The value '${value.slice(0, 40)}' is not valid: expected a whole number.`;
  throw new HttpProblem(400, undefined, {
    title: 'One or more validation errors occurred.',
    errors: { [name]: [error] },
  });
}

/** `Person:{11 digits}` or `Organisation:{9 digits}`, any case, blanks ignored (altinn-instances.md 4.1 line 8). */
export function ownerIdentifier(header: string): { person: string } | { organization: string } {
  const [kind = '', number = '', ...rest] = header.replaceAll(' ', '').split(':');
  const type = kind.toLowerCase();
  if (rest.length > 0 || number === '' || (type !== 'person' && type !== 'organisation'))
    throw new TextAnswer(400, 'Invalid InstanceOwnerIdentifier.');
  if (type === 'person') {
    if (!/^\d{11}$/.test(number)) throw new TextAnswer(400, 'Person number needs to be exactly 11 digits.');
    return { person: number };
  }
  if (!/^\d{9}$/.test(number)) throw new TextAnswer(400, 'Organization number needs to be exactly 9 digits.');
  return { organization: number };
}

/** Who may ask for what, in the order of altinn-instances.md 4.1. Gives the org and app to select by. */
function ownerScope(caller: Caller, query: Query, hasOwner: boolean): { org?: string; app?: string } {
  const appId = first(query['appId']);
  const [appOrg, app] = appId?.split('/') ?? [];
  if (appId !== undefined && (!appOrg || !app)) throw new TextAnswer(400, 'AppId must be on the form {org}/{app}.');
  const org = first(query['org']) ?? appOrg;
  if (caller.kind === 'serviceOwner') {
    if (org === undefined) throw new TextAnswer(400, 'Org or AppId must be defined.');
    if (org !== caller.serviceOwner) {
      if (app === undefined) throw new TextAnswer(400, 'AppId must be defined.');
      throw new HttpProblem(403, `instances of ${org} are not open to ${caller.serviceOwner}`);
    }
  } else if (caller.kind === 'organization' || caller.kind === 'other') {
    throw new HttpProblem(400, 'an organisation cannot list instances; a service owner, a person or a system user can');
  } else if (!hasOwner) {
    throw new TextAnswer(400, 'Either InstanceOwnerPartyId or InstanceOwnerIdentifier need to be defined.');
  }
  return { ...(org === undefined ? {} : { org }), ...(app === undefined ? {} : { app }) };
}

function pageSize(query: Query): number {
  const size = integer(query, 'size') ?? DEFAULT_SIZE;
  if (size >= 1 && size <= MAX_SIZE) return size;
  throw new TextAnswer(400, `size must be between 1 and ${MAX_SIZE}.`);
}

const orderOf = (query: Query): 'asc' | 'desc' => {
  const order = first(query['order']);
  if (order === undefined || order === 'desc:lastChanged') return 'desc';
  if (order === 'asc:lastChanged') return 'asc';
  throw new TextAnswer(400, 'order must be asc:lastChanged or desc:lastChanged.');
};

/** Reads a list request. @throws TextAnswer or HttpProblem with the contract's 400 and 403 */
export function parseListRequest(caller: Caller, query: Query, identifier: string | undefined): ListRequest {
  const partyId = integer(query, 'instanceOwner.partyId');
  if (partyId !== undefined && identifier !== undefined)
    throw new TextAnswer(
      400,
      'Both InstanceOwner.PartyId and InstanceOwnerIdentifier cannot be present at the same time.',
    );
  const scope = ownerScope(caller, query, partyId !== undefined || identifier !== undefined);
  const owner = identifier === undefined ? undefined : ownerIdentifier(identifier);
  const confirmed = flag(query, 'confirmed');
  const isComplete = flag(query, 'process.isComplete');
  const isArchived = flag(query, 'status.isArchived');
  const isSoftDeleted = flag(query, 'status.isSoftDeleted');
  const isHardDeleted = flag(query, 'status.isHardDeleted');
  const currentTask = first(query['process.currentTask']);
  const excludeConfirmedBy = first(query['excludeConfirmedBy']);
  const reference = first(query['A3Ref']);
  return {
    size: pageSize(query),
    includeDataElements: flag(query, 'includeDataElements') ?? true,
    continuationToken: first(query['continuationToken']),
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
export const asksForHidden = (caller: Caller, query: Query): boolean =>
  caller.kind !== 'serviceOwner' && first(query['status.isHardDeleted'])?.toLowerCase() === 'true';
