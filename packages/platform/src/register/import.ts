/**
 * Importing organisations, persons and roles from JSON or CSV: everything or nothing, every error with its line.
 *
 * JSON is `{"organizations": […], "persons": […], "users": […], "roles": […]}`, each list optional, or a form of somebody else's (foreign-forms.ts);
 * users have no number, and a `name` that is their user name or e-mail address. A CSV file holds one kind, known by its header:
 * `organizationNumber,name,form[,parent,partyId,uuid,serviceOwnerCode]`, `personNumber,name[,partyId,uuid,userId]` or
 * `holder,role,organization`. Numbers that are left out are given by the register.
 */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Database, Tables } from '../database/index.ts';
import { OWN_PARTS } from '../hosts/index.ts';
import { loadCatalogue } from './catalogue.ts';
import {
  ImportError,
  Importer,
  type ImportFile,
  type ImportProblem,
  type Source,
  type Sources,
} from './import-files.ts';
import { eachIdOnce } from './import-ids.ts';
import { knownByNumber, numbering, OWNER_CODE } from './new-party.ts';
import { SELF_REGISTERED, selfIdentifiedBy } from './self-identified.ts';
import { allServiceOwners, insertRoles, type RoleRow, upsertParties, upsertServiceOwners } from './store.ts';
import type { Party } from './types.ts';

/** How far an import has come. */
export interface ImportProgress {
  readonly what: 'parties' | 'roles';
  readonly done: number;
  readonly total: number;
}

export interface ImportCounts {
  readonly organizations: number;
  readonly persons: number;
  readonly roles: number;
  /** What of these was not there, or not like that. */
  readonly changes: { readonly added: number; readonly changed: number };
  /** What the files say that was not kept, a line each. */
  readonly notes: readonly string[];
}

const BATCH = 5_000;

/**
 * Imports the files in one transaction. Parties that are there already are brought up to date; roles are added.
 * @param options `allowReal`: take person numbers that may be real persons' (production), default false; `others`: sections of JSON files that
 *   somebody else reads
 * @throws ImportError when anything is wrong; nothing is then stored
 */
export async function importRegister(
  database: Database,
  files: readonly ImportFile[],
  options: ImportOptions = {},
): Promise<ImportCounts> {
  const importer = new Importer(options.allowReal ?? false, options.others);
  const sources = await importer.read(files);
  importer.throwIfFailed();
  return database.transaction(async (trx, announce) => {
    const { made: parties, before } = await partiesFrom(trx, importer, sources);
    importer.throwIfFailed();
    const own = sources.users.flatMap((one) => parties.get(`user ${importer.checkUser(one)}`) ?? []);
    const roles = [
      ...(await rolesFrom(trx, importer, sources, parties)),
      ...own.map(({ uuid }): RoleRow => ({ of_uuid: uuid, holder_uuid: uuid, role: SELF_REGISTERED })),
    ];
    const owners = ownersFrom(importer, sources);
    await eachHasOneCode(trx, importer, owners);
    importer.throwIfFailed();
    const report = (what: ImportProgress['what'], done: number, total: number) =>
      options.onProgress?.({ what, done, total });
    const all = [...parties.values()].filter((party) => !isSame(before.get(party.uuid), party));
    const added = all.filter((party) => !before.has(party.uuid)).length;
    let rolesAdded = 0;
    for (let at = 0; at < all.length; at += BATCH) {
      await upsertParties(trx, all.slice(at, at + BATCH));
      report('parties', Math.min(at + BATCH, all.length), all.length);
    }
    for (let at = 0; at < roles.length; at += BATCH) {
      rolesAdded += await insertRoles(trx, roles.slice(at, at + BATCH));
      report('roles', Math.min(at + BATCH, roles.length), roles.length);
    }
    await upsertServiceOwners(trx, owners);
    announce({ topic: 'register-party' });
    announce({ topic: 'register-role' });
    announce({ topic: 'register-owner' });
    const { organizations, persons, users } = sources;
    return {
      organizations: organizations.length,
      persons: persons.length + users.length,
      roles: sources.roles.length,
      changes: { added: added + rolesAdded, changed: all.length - added },
      notes: importer.notes,
    };
  });
}

interface ImportOptions {
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly allowReal?: boolean;
  readonly others?: ReadonlySet<string>;
}

const isSame = (before: Party | undefined, after: Party): boolean => {
  if (!before) return false;
  const members = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Party)[];
  return members.every((member) => before[member] === after[member]);
};

interface PartiesOfFiles {
  readonly made: Map<string, Party>;
  /** By UUID: those that were there, as they were. */
  readonly before: ReadonlyMap<string, Party>;
}

/** The parties of the files by organisation or person number; those that exist keep what identifies them. */
async function partiesFrom(trx: Transaction<Tables>, importer: Importer, sources: Sources): Promise<PartiesOfFiles> {
  const next = await numbering(trx);
  const numbers = [
    ...sources.organizations.map((one) => importer.checkOrganization(one)),
    ...sources.persons.map((one) => importer.checkPerson(one)),
  ];
  const known = await knownByNumber(trx, [...new Set(numbers)]);
  const made = new Map<string, Party>();
  const head = (source: Source, number: string) => {
    if (made.has(number)) importer.fail(source, 'the number stands twice in the files');
    const old = known.get(number);
    return {
      partyId: old?.partyId ?? importer.whole(source, 'partyId') ?? next.party(),
      uuid: old?.uuid ?? importer.uuid(source) ?? randomUUID(),
      name: importer.text(source, 'name') ?? '',
      ...importer.deletion(source),
    };
  };
  for (const source of sources.organizations) {
    const organizationNumber = importer.text(source, 'organizationNumber') ?? '';
    const form = importer.text(source, 'form') ?? '';
    made.set(organizationNumber, {
      ...head(source, organizationNumber),
      type: 'organization',
      organizationNumber,
      form: form.toUpperCase(),
    });
  }
  for (const source of sources.persons) {
    const personNumber = importer.text(source, 'personNumber') ?? '';
    const userId = known.get(personNumber)?.userId ?? importer.whole(source, 'userId') ?? next.user();
    const userName = importer.text(source, 'userName')?.toLowerCase() ?? known.get(personNumber)?.userName;
    const named = userName === undefined ? {} : { userName };
    made.set(personNumber, { ...head(source, personNumber), type: 'person', personNumber, userId, ...named });
  }
  const names = sources.users.map((one) => importer.checkUser(one));
  const users = await selfIdentifiedBy(trx, names);
  for (const [index, source] of sources.users.entries()) {
    const name = names[index] ?? '';
    const old = users.get(name);
    if (old) known.set(`user ${name}`, old);
    const userId = old?.userId ?? importer.whole(source, 'userId') ?? next.user();
    made.set(`user ${name}`, { ...head(source, `user ${name}`), name, type: 'person', userId });
  }
  await setParents(trx, importer, sources.organizations, made);
  const places = [
    ...sources.organizations.map((one) => [importer.text(one, 'organizationNumber') ?? '', one] as const),
    ...sources.persons.map((one) => [importer.text(one, 'personNumber') ?? '', one] as const),
    ...sources.users.map((one, index) => [`user ${names[index]}`, one] as const),
  ];
  await eachIdOnce(trx, importer, [...made.values()], new Map(places));
  return { made, before: new Map([...known.values()].map((party) => [party.uuid, party])) };
}

/** Sub-units under their main units, which are in the files or in the register. */
async function setParents(
  trx: Transaction<Tables>,
  importer: Importer,
  organizations: readonly Source[],
  made: Map<string, Party>,
): Promise<void> {
  const named = new Set(organizations.flatMap((one) => importer.text(one, 'parent') ?? []));
  const parents = await knownByNumber(trx, [...named]);
  for (const source of organizations) {
    const parent = importer.text(source, 'parent');
    if (parent === undefined) continue;
    const main = made.get(parent) ?? parents.get(parent);
    const unit = made.get(importer.text(source, 'organizationNumber') ?? '');
    const absent = `parent ${parent.slice(0, 40)} is not in the files and not in the register`;
    if (!main && source.isForeign) importer.leave(source.file, absent);
    else if (!main) importer.fail(source, absent);
    else if (unit) made.set(unit.organizationNumber ?? '', { ...unit, parentUuid: main.uuid });
  }
}

async function rolesFrom(
  trx: Transaction<Tables>,
  importer: Importer,
  sources: Sources,
  parties: ReadonlyMap<string, Party>,
): Promise<RoleRow[]> {
  const numbers = new Set(
    sources.roles.flatMap((one) => [importer.text(one, 'holder') ?? '', importer.text(one, 'organization') ?? '']),
  );
  const known = await knownByNumber(
    trx,
    [...numbers].filter((number) => !parties.has(number)),
  );
  const catalogue = loadCatalogue();
  return sources.roles.flatMap((source) => {
    const find = (member: 'holder' | 'organization') => {
      const number = importer.text(source, member) ?? '';
      const party = parties.get(number) ?? known.get(number);
      // A person number is not written into messages.
      if (!party)
        wrong(
          `${member} ${number.length === 11 ? '(a person)' : `"${number.slice(0, 40)}"`} is not in the files and not in the register`,
        );
      return party;
    };
    const ref = importer.text(source, 'role') ?? '';
    const role = catalogue.role(ref);
    const wrong = (what: string) =>
      source.isForeign ? importer.leave(source.file, `role ${ref.slice(0, 80)}: ${what}`) : importer.fail(source, what);
    if (!role) wrong(`there is no role "${ref.slice(0, 80)}"`);
    const [holder, of] = [find('holder'), find('organization')];
    return role && holder && of ? [{ of_uuid: of.uuid, holder_uuid: holder.uuid, role: role.urn }] : [];
  });
}

/** Who owns what is told by a code: it has one form, and is one organisation's. */
function ownersFrom(importer: Importer, sources: Sources) {
  const seen = new Set<string>();
  return sources.organizations.flatMap((source) => {
    const code = importer.text(source, 'serviceOwnerCode');
    if (code === undefined) return [];
    if (!OWNER_CODE.test(code))
      importer.fail(
        source,
        `serviceOwnerCode "${code.slice(0, 40)}" must be 2 to 20 characters of a–z, 0–9 and "-", a letter first`,
      );
    if (OWN_PARTS.has(code))
      importer.fail(source, `serviceOwnerCode ${code} is a part of the platform’s own addresses: choose another`);
    if (seen.has(code)) importer.fail(source, `serviceOwnerCode ${code.slice(0, 40)} stands twice in the files`);
    seen.add(code);
    const organizationNumber = importer.text(source, 'organizationNumber') ?? '';
    return [{ source, code, organizationNumber, name: importer.text(source, 'name') ?? '' }];
  });
}

/** An organisation that has a code already keeps it. */
async function eachHasOneCode(
  trx: Transaction<Tables>,
  importer: Importer,
  owners: ReturnType<typeof ownersFrom>,
): Promise<void> {
  if (owners.length === 0) return;
  const codes = new Map((await allServiceOwners(trx)).map((known) => [known.organization_number, known.code]));
  for (const { source, code, organizationNumber } of owners) {
    const known = codes.get(organizationNumber);
    if (known !== undefined && known !== code)
      importer.fail(source, `serviceOwnerCode ${code}: ${organizationNumber} has the code ${known}, and has one alone`);
  }
}

export { ImportError, type ImportFile, type ImportProblem };
