/**
 * Parties and roles in bulk, for trying the platform at size: the same seed gives the same world. All numbers have valid check digits;
 * organisation numbers begin with 2 or 3, person numbers have 80 added to the month.
 */
import type { Database } from '../database/index.ts';
import { completeOrganizationNumber, completePersonNumber } from '../foundation/index.ts';
import { insertRoles, type RoleRow, upsertParties } from './store.ts';
import type { Party } from './types.ts';

/** How large a register is made. */
export interface GenerateOptions {
  /** Organisations and persons together: two organisations to a person. */
  readonly parties: number;
  /** Roles for each organisation. Default 5. */
  readonly rolesEach?: number;
  /** Default 1. */
  readonly seed?: number;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** How many have been made. */
export interface Generated {
  readonly organizations: number;
  readonly persons: number;
  readonly roles: number;
}

const FIRST_PARTY = 60_000_000;
const FIRST_USER = 10_000_000;
const BATCH = 2_000;
const MAX_PARTIES = 3_000_000;
const ROLES = [
  'daglig-leder',
  'styreleder',
  'styremedlem',
  'regnskapsforer',
  'revisor',
  'kontaktperson',
  'nestleder',
  'varamedlem',
];

/** The nth organisation number of the series, and where it stands. */
function* organizationNumbers(): Generator<string> {
  for (let stem = 32_000_000; stem < 40_000_000; stem += 1) {
    const number = completeOrganizationNumber(String(stem));
    if (number !== undefined) yield number;
  }
}

function* personNumbers(): Generator<string> {
  const two = (value: number) => String(value).padStart(2, '0');
  for (let individual = 500; individual < 1000; individual += 1)
    for (let year = 40; year < 100; year += 1)
      for (let month = 81; month <= 92; month += 1)
        for (let day = 1; day <= 28; day += 1) {
          const number = completePersonNumber(`${two(day)}${two(month)}${two(year)}${individual}`);
          if (number !== undefined) yield number;
        }
}

/** A small generator of numbers (mulberry32), so that a seed says it all. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** UUIDs of generated parties: the number is in the last part. */
const uuidOf = (kind: 3 | 4, index: number): string =>
  `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function* generatedParties(organizations: number, persons: number): Generator<Party> {
  const organizationNumber = organizationNumbers();
  const personNumber = personNumbers();
  for (let index = 0; index < organizations; index += 1) {
    const number = String(organizationNumber.next().value);
    const isFirm = index < firms(organizations);
    yield {
      partyId: FIRST_PARTY + index,
      uuid: uuidOf(4, index),
      type: 'organization',
      name: `${isFirm ? 'REGNSKAP' : 'VIRKSOMHET'} ${index} AS`,
      organizationNumber: number,
      form: 'AS',
      isDeleted: false,
    };
  }
  for (let index = 0; index < persons; index += 1)
    yield {
      partyId: FIRST_PARTY + organizations + index,
      uuid: uuidOf(3, index),
      type: 'person',
      name: `SYNTETISK PERSON ${index}`,
      personNumber: String(personNumber.next().value),
      userId: FIRST_USER + index,
      isDeleted: false,
    };
}

/** How many of the organisations serve the others as accountants and auditors: one in a hundred. */
const firms = (organizations: number): number => Math.max(1, Math.floor(organizations / 100));

function* generatedRoles(organizations: number, persons: number, each: number, seed: number): Generator<RoleRow> {
  const pick = random(seed);
  for (let index = 0; index < organizations; index += 1)
    for (let nth = 0; nth < each; nth += 1) {
      const name = ROLES[nth % ROLES.length] ?? 'kontaktperson';
      const byFirm = name === 'regnskapsforer' || name === 'revisor';
      // A firm does not serve itself.
      const firm = (index + 1 + pick(firms(organizations))) % Math.max(firms(organizations), 1);
      if (byFirm && firm === index) continue;
      yield {
        of_uuid: uuidOf(4, index),
        holder_uuid: byFirm ? uuidOf(4, firm) : uuidOf(3, pick(persons)),
        role: `urn:altinn:external-role:ccr:${name}`,
      };
    }
}

/**
 * Fills the register in one transaction.
 * @throws RangeError for fewer than 3 or more than 3,000,000 parties
 */
export async function generateRegister(database: Database, options: GenerateOptions): Promise<Generated> {
  const { parties: total, rolesEach = 5, seed = 1 } = options;
  if (!Number.isInteger(total) || total < 3 || total > MAX_PARTIES)
    throw new RangeError(`parties must be a whole number from 3 to ${MAX_PARTIES}, not ${total}`);
  const organizations = Math.floor((total * 2) / 3);
  const persons = total - organizations;
  let roles = 0;
  let done = 0;
  const all = total + organizations * rolesEach;
  await database.transaction(async (trx, announce) => {
    const report = (count: number) => {
      done += count;
      options.onProgress?.({ done: Math.min(done, all), total: all });
    };
    for (const batch of batches(generatedParties(organizations, persons))) {
      await upsertParties(trx, batch);
      report(batch.length);
    }
    for (const batch of batches(generatedRoles(organizations, persons, rolesEach, seed))) {
      await insertRoles(trx, batch);
      roles += batch.length;
      report(batch.length);
    }
    announce({ topic: 'register-party' });
    announce({ topic: 'register-role' });
  });
  return { organizations, persons, roles };
}

function* batches<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
