/** A world, section by section: all of it or nothing. */
import { ImportError, type ImportProgress, importRegister } from '../register/index.ts';
import { putClientRelations, putDelegations, putSuppliers, putSystems, putSystemUsers } from './people.ts';
import { type Fault, readWorld, type World } from './reading.ts';
import { putClients, putPrefixes, putResources, putScopes } from './registry.ts';
import { faultIn, type Put, type WorldRooms } from './rooms.ts';
import { SECTIONS, type Section } from './schema.ts';

/** A file of an import: a world, a form of somebody else's, or CSV for the register. */
export interface WorldFile {
  readonly name: string;
  readonly text: string;
  /** Texts of files that it names, by those names: policies. */
  readonly beside?: ReadonlyMap<string, string>;
}

/** How many things of a section were not there, not like that, or as they are. */
export type WorldOutcome = Readonly<Record<'added' | 'changed' | 'same', number>>;

/** What an import has done. */
export interface WorldReport {
  readonly organizations: number;
  readonly persons: number;
  readonly roles: number;
  /** By section; parties and their roles are `register`. Sections that no file has are left out. */
  readonly sections: Readonly<Record<string, WorldOutcome>>;
  /** What the files say that was not kept, a line each. */
  readonly notes: readonly string[];
}

/** In the order in which one needs the other. */
const PUTS: { readonly [S in Section]: Put<S> } = {
  prefixes: putPrefixes,
  scopes: putScopes,
  resources: putResources,
  clients: putClients,
  systems: putSystems,
  systemUsers: putSystemUsers,
  delegations: putDelegations,
  suppliers: putSuppliers,
  clientRelations: putClientRelations,
};

/** As JSON; undefined for CSV and what is none, of which the register says what is wrong. */
function jsonOf(text: string): unknown {
  if (!/^\ufeff?\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/**
 * Puts worlds in through the rooms' own doors. What is there already and like that stays as it is.
 * @param rooms that stand on one transaction: it is given up when this throws
 * @throws ImportError with what is wrong by section and place: of the first section in which anything is
 */
export async function importWorld(
  rooms: WorldRooms,
  files: readonly WorldFile[],
  options: { readonly onProgress?: (progress: ImportProgress) => void; readonly allowReal?: boolean } = {},
): Promise<WorldReport> {
  const parsed = files.map(({ name, text, beside }) => ({ name, value: withPolicies(jsonOf(text), beside) }));
  const { world, faults, notes } = readWorld(parsed);
  const counts = await importRegister(rooms.database, files, { ...options, others: new Set(Object.keys(SECTIONS)) });
  refuseFaults(faults);
  const all = counts.organizations + counts.persons + counts.roles;
  const { added, changed } = counts.changes;
  const sections: Record<string, WorldOutcome> = {
    ...(all === 0 ? {} : { register: { added, changed, same: Math.max(0, all - added - changed) } }),
  };
  for (const section of Object.keys(PUTS) as Section[])
    if (world[section].length > 0) sections[section] = await putSection(rooms, section, world);
  const { organizations, persons, roles } = counts;
  return { organizations, persons, roles, sections, notes: [...counts.notes, ...notes] };
}

async function putSection<S extends Section>(rooms: WorldRooms, section: S, world: World): Promise<WorldOutcome> {
  const outcome = { added: 0, changed: 0, same: 0 };
  const faults: Fault[] = [];
  for (const { file, line, item } of world[section])
    try {
      outcome[await PUTS[section](rooms, item)] += 1;
    } catch (error) {
      const words = faultIn(error);
      if (words === undefined) throw error;
      for (const message of words) faults.push({ file, line, message });
    }
  refuseFaults(faults);
  return outcome;
}

function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new ImportError(faults.slice(0, 100));
}

/** Policies that are named as files, as the texts of these. */
function withPolicies(value: unknown, beside: WorldFile['beside']): unknown {
  const list = (value as { resources?: unknown } | null | undefined)?.resources;
  if (!beside || !Array.isArray(list)) return value;
  const resources = list.map((one: unknown) => {
    const policy = (one as { policy?: unknown } | null)?.policy;
    const text = typeof policy === 'string' ? beside.get(policy) : undefined;
    return text === undefined ? one : { ...(one as object), policy: text };
  });
  return { ...(value as object), resources };
}
