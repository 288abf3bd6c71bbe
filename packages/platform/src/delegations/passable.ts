/** What somebody may pass on of a party: by role, by what was given to them or their organisations, and as main administrator (access-management.md 6.4). */
import type { Party, Register } from '../register/index.ts';
import { type ConnectionRecord, type RecordSources, recordsFromOthers } from './connection-records.ts';
import { kindOf } from './entity.ts';
import { AGENT_ROLE, OWNER } from './role-names.ts';

/** A person, or a system user. */
export type Actor = Party | SystemUserActor;
export interface SystemUserActor {
  readonly uuid: string;
  readonly systemUser: true;
}

/** The person, if it is one: system users have no roles. */
export const partyOf = (actor: Actor): Party | undefined => ('systemUser' in actor ? undefined : actor);

/** How somebody came to what they may pass on. UUIDs of parties, URNs of roles. */
export interface PassReason {
  readonly description: string;
  readonly role: string;
  readonly from: string;
  readonly to: string;
  readonly via?: string;
  readonly viaRole?: string;
}

export interface Passable {
  /** By URN of the package; those that can be passed on alone. */
  readonly packages: ReadonlyMap<string, readonly PassReason[]>;
  /** A main administrator passes on what the package of main administration brings, without having it. */
  readonly isMainAdministrator: boolean;
}

const PRIVATE_PERSON = 'urn:altinn:role:privatperson';
const MAIN_ADMINISTRATION = 'urn:altinn:accesspackage:hovedadministrator';
/** Packages that no organisation gets: main administration and the representative of statistics. */
export const FOR_PERSONS: ReadonlySet<string> = new Set([
  MAIN_ADMINISTRATION,
  'urn:altinn:accesspackage:virksomhetens-representant-skjemaoppgaver',
]);
/** What a main administrator can pass on is what this role brings. */
const MAIN_ADMINISTRATOR = 'urn:altinn:role:hovedadministrator';
const MAIN_ADMINISTRATOR_OF_ALTINN_2 = 'urn:altinn:rolecode:hadm';

/** The Altinn 2 roles that a main administrator can give rights by. */
export const rolesOfMainAdministrator = ({ catalogue }: Register) => catalogue.legacyRolesOf(MAIN_ADMINISTRATOR);

/** @param of whose access it is */
export async function passableOf(sources: RecordSources, actor: Actor, of: Party): Promise<Passable> {
  const { register } = sources;
  const own = partyOf(actor)?.personNumber !== undefined && actor.uuid === of.uuid;
  const records = own ? [oneself(of)] : await recordsFromOthers(sources, actor, [of], true);
  const main = of.parentUuid === undefined ? undefined : await register.party({ uuid: of.parentUuid });
  const formOf = (uuid: string) => (uuid === main?.uuid ? main.form : of.form);
  const kind = kindOf(of);
  const packages = new Map<string, PassReason[]>();
  const add = (urn: string, reason: PassReason) => {
    const known = register.catalogue.package(urn);
    if (!known?.isAssignable || known.type !== kind) return;
    packages.set(urn, [...(packages.get(urn) ?? []), reason]);
  };
  const administrating: PassReason[] = [];
  for (const record of records.filter(isOwn)) {
    const reason = reasonOf(record);
    for (const urn of record.packages) {
      const given = reason('AssignmentPackage');
      if (urn === MAIN_ADMINISTRATION) administrating.push(given);
      else add(urn, given);
    }
    for (const row of register.catalogue.packagesOf(record.role, formOf(record.of))) {
      const byRole = reason('RolePackage');
      if (row.package === MAIN_ADMINISTRATION && row.hasAccess) administrating.push(byRole);
      if (row.canDelegate) add(row.package, byRole);
    }
  }
  for (const reason of administrating)
    for (const row of register.catalogue.packagesOf(MAIN_ADMINISTRATOR, of.form))
      add(row.package, { ...reason, description: `${reason.description}-HovedAdmin` });
  const isOfAltinn2 = records.some((one) => one.role.toLowerCase() === MAIN_ADMINISTRATOR_OF_ALTINN_2);
  return { packages, isMainAdministrator: administrating.length > 0 || isOfAltinn2 };
}

/** Roles that follow from others bring no packages here, and agents pass nothing on. */
const isOwn = (one: ConnectionRecord): boolean => !one.isRoleMap && one.viaRole !== AGENT_ROLE && one.viaRole !== OWNER;

const oneself = (of: Party): ConnectionRecord => ({
  from: of.uuid,
  to: of.uuid,
  role: PRIVATE_PERSON,
  reason: 1,
  of: of.uuid,
  isKeyRole: false,
  isMainUnit: false,
  isRoleMap: false,
  packages: [],
  rights: [],
  resources: [],
});

const reasonOf = (record: ConnectionRecord) => (what: 'AssignmentPackage' | 'RolePackage') => ({
  description: `${record.isKeyRole ? 'KeyRole' : 'Direct'}-${what}${record.isMainUnit ? '-MainUnit' : ''}`,
  role: record.role,
  from: record.of,
  to: record.to,
  ...(record.isKeyRole && record.via !== undefined && !record.isMainUnit ? { via: record.via } : {}),
  ...(record.viaRole === undefined ? {} : { viaRole: record.viaRole }),
});
