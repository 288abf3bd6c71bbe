/**
 * Importing organisations, persons and roles from JSON or CSV: everything or nothing, every error with its line.
 *
 * JSON is `{"organizations": […], "persons": […], "users": […], "roles": […]}`, each list optional; users have no number, and a `name` that is
 * their user name or e-mail address. A CSV file holds one kind, known by its header:
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

export interface ImportProgress {
  readonly what: 'parties' | 'roles';
  readonly done: number;
  readonly total: number;
}

export interface ImportCounts {
  readonly organizations: number;
  readonly persons: number;
  readonly roles: number;
}

const BATCH = 5_000;

/**
 * Imports the files in one transaction. Parties that are there already are brought up to date; roles are added.
 * @param options `allowReal`: take person numbers that may be real persons' (production). Default false
 * @throws ImportError when anything is wrong; nothing is then stored
 */
export async function importRegister(
  database: Database,
  files: readonly ImportFile[],
  options: { readonly onProgress?: (progress: ImportProgress) => void; readonly allowReal?: boolean } = {},
): Promise<ImportCounts> {
  const importer = new Importer(options.allowReal ?? false);
  const sources = await importer.read(files);
  importer.throwIfFailed();
  return database.transaction(async (trx, announce) => {
    const parties = await partiesFrom(trx, importer, sources);
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
    const all = [...parties.values()];
    for (let at = 0; at < all.length; at += BATCH) {
      await upsertParties(trx, all.slice(at, at + BATCH));
      report('parties', Math.min(at + BATCH, all.length), all.length);
    }
    for (let at = 0; at < roles.length; at += BATCH) {
      await insertRoles(trx, roles.slice(at, at + BATCH));
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
    };
  });
}

/** The parties of the files by organisation or person number; those that exist keep what identifies them. */
async function partiesFrom(
  trx: Transaction<Tables>,
  importer: Importer,
  sources: Sources,
): Promise<Map<string, Party>> {
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
      isDeleted: false,
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
    made.set(personNumber, { ...head(source, personNumber), type: 'person', personNumber, userId });
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
  const parents = await knownByNumber(trx, [
    ...new Set(sources.organizations.flatMap((one) => importer.text(one, 'parent') ?? [])),
  ]);
  for (const source of sources.organizations) {
    const parent = importer.text(source, 'parent');
    if (parent === undefined) continue;
    const main = made.get(parent) ?? parents.get(parent);
    const unit = made.get(importer.text(source, 'organizationNumber') ?? '');
    if (!main) importer.fail(source, `parent ${parent.slice(0, 40)} is not in the files and not in the register`);
    else if (unit) made.set(unit.organizationNumber ?? '', { ...unit, parentUuid: main.uuid });
  }
  const places = [
    ...sources.organizations.map((one) => [importer.text(one, 'organizationNumber') ?? '', one] as const),
    ...sources.persons.map((one) => [importer.text(one, 'personNumber') ?? '', one] as const),
    ...sources.users.map((one, index) => [`user ${names[index]}`, one] as const),
  ];
  await eachIdOnce(trx, importer, [...made.values()], new Map(places));
  return made;
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
        importer.fail(
          source,
          `${member} ${number.length === 11 ? '(a person)' : `"${number.slice(0, 40)}"`} is not in the files and not in the register`,
        );
      return party;
    };
    const ref = importer.text(source, 'role') ?? '';
    const role = catalogue.role(ref);
    if (!role) importer.fail(source, `there is no role "${ref.slice(0, 80)}"`);
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
