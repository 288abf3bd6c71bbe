/** What an entry of the audit log is about, in words: by what has changed, else by where the request was sent. */
import type { AuditRow } from '../api/audit.ts';
import type { auditWhat } from '../texts/audit-what.nb.ts';

type Words = typeof auditWhat;
type Change = NonNullable<AuditRow['changes']>[number];

/** The first that a path begins as says what its operations change. */
const AREAS: readonly (readonly [begins: RegExp, area: keyof Words['areas']])[] = [
  [/^\/sandbox\/apps/, 'apps'],
  [/^\/sandbox\//, 'testEnvironment'],
  [/^\/(?:operator|portal)\/api\/v1\/sessions/, 'sessions'],
  [/^\/operator\//, 'operator'],
  [/^\/selvbetjening\/api\/v\d\/scopes/, 'scopes'],
  [/^\/selvbetjening\//, 'clients'],
  [/^\/(?:authentication\/api\/v1\/systemregister|portal\/api\/v1\/vendor\/systems)/, 'systems'],
  [/^\/(?:authentication|portal)\/|\/internal\/systemuserclientdelegation/, 'systemUsers'],
  [/\/consentrequests/, 'consents'],
  [/\/maskinporten(?:suppliers|consumers)/, 'suppliers'],
  [/\/access-lists\//, 'accessLists'],
  [/^\/(?:accessmanagement|access|authorization\/api\/v1\/delegations)\//, 'access'],
  [/^\/(?:resourceregistry|policy-authoring|authorization)\//, 'resources'],
];

/** What a path is about, as the words name it. */
export const areaOf = (path: string): keyof Words['areas'] | undefined =>
  AREAS.find(([begins]) => begins.test(path))?.[1];

/** Changes of one kind, one after the other: the kind in words, and what has changed. */
export interface Changed {
  readonly what: string;
  readonly of: readonly Change[];
}

/** What has changed, in order; a kind that has no words is told as it is. */
export function changedIn({ changes = [] }: Pick<AuditRow, 'changes'>, words: Words): readonly Changed[] {
  const found: { what: string; of: Change[] }[] = [];
  for (const change of changes) {
    const what = known(words.happened, change.kind) ?? change.kind;
    const last = found.at(-1);
    if (last?.what === what) last.of.push(change);
    else found.push({ what, of: [change] });
  }
  return found;
}

/** The heading of an entry that tells of no change. */
export function headingOf({ operation, outcome, path, decision }: AuditRow, words: Words): string {
  if (decision !== undefined) return words.decision;
  if (outcome === 'lost') return words.lost;
  const area = path === undefined ? undefined : areaOf(path);
  if (area === undefined) return known(words.byProgram, operation) ?? words.change;
  return outcome === 'refused' ? words.tried(words.areas[area]) : words.changed(words.areas[area]);
}

/** Whom else a change concerns: organisation numbers and UUIDs of parties, as the platform names them. */
export function concernedBy({ data }: Change, names: AuditRow['names'] = {}): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  const about = data as Readonly<Record<string, unknown>>;
  const ids = ['consumer', 'partyOrganization', 'from'].map((member) => about[member]);
  return ids.filter((id) => typeof id === 'string' && Object.hasOwn(names, id)) as string[];
}

/** Who came onto an access list and who went, by organisation number, and how many more the entry does not name. */
export interface Members {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly further: number;
}

/** So many who came, and so many who went, are told of one after the other. */
const MOST_TOLD = 10;

/** Of the changes together. */
export function membersIn(changes: readonly Change[]): Members {
  const all = changes.map(({ data }) => (typeof data === 'object' && data !== null ? data : {}) as Partial<Members>);
  const listed = (member: 'added' | 'removed') =>
    all.flatMap((one) => (Array.isArray(one[member]) ? one[member].filter((id) => typeof id === 'string') : []));
  const [added, removed] = [listed('added'), listed('removed')];
  const further = all.reduce((sum, one) => sum + (typeof one.further === 'number' ? one.further : 0), 0);
  const untold = [added, removed].reduce((sum, { length }) => sum + Math.max(0, length - MOST_TOLD), further);
  return { added: added.slice(0, MOST_TOLD), removed: removed.slice(0, MOST_TOLD), further: untold };
}

/** The name of an id or number in the entry, where it is known. */
export const nameIn = ({ names = {} }: Pick<AuditRow, 'names'>, id: string): string | undefined => known(names, id);

/** What somebody has sent may be called as something that every object has. */
const known = (of: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined;
