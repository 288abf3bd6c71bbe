import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { type Database, type Tables, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Catalogue } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import { type PackageRef, type RegisteredSystem, type Right, resourceIds } from './model.ts';
import { type Broken, forbidden, refuse, unbound, validation } from './refusals.ts';
import {
  brokenClients,
  brokenId,
  brokenPackages,
  brokenRights,
  brokenUrls,
  normalizedUrl,
  readNames,
  type SystemBody,
  vendorNumber,
} from './register-rules.ts';
import {
  type ChangeRow,
  changesOf,
  findSystem,
  insertSystem,
  listSystems,
  logChange,
  markSystemDeleted,
  replaceClients,
  type SystemContent,
  takenClients,
  updateSystem,
} from './system-store.ts';

/** Who changes the register: the vendor in the token, or an administrator. */
export interface Actor {
  readonly organization: string | undefined;
  readonly isAdmin: boolean;
  readonly clientId: string | undefined;
}

/** The System Register: what vendors have registered (system-register-and-users.md 3). */
export interface SystemRegister {
  /** Deleted systems included. */
  find(id: string): Promise<RegisteredSystem | undefined>;
  list(which: { vendor: string } | { visible: true }): Promise<readonly RegisteredSystem[]>;
  /** @returns the internal UUID */
  create(actor: Actor, body: SystemBody): Promise<string>;
  replace(actor: Actor, id: string, body: SystemBody): Promise<void>;
  replaceRights(actor: Actor, id: string, rights: readonly Right[]): Promise<void>;
  replacePackages(actor: Actor, id: string, packages: readonly PackageRef[]): Promise<void>;
  remove(actor: Actor, id: string): Promise<void>;
  changes(actor: Actor, id: string): Promise<readonly ChangeRow[]>;
  /** The system, if the actor may see it as its vendor. @throws Refusal */
  owned(actor: Actor, id: string): Promise<RegisteredSystem>;
}

export interface SystemRegisterDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly resources: Resources;
  readonly catalogue: Catalogue;
}

type Kind = ChangeRow['change_type'];

class SqlSystemRegister implements SystemRegister {
  readonly #deps: SystemRegisterDeps;

  constructor(deps: SystemRegisterDeps) {
    this.#deps = deps;
  }

  find(id: string): Promise<RegisteredSystem | undefined> {
    return findSystem(this.#deps.database.db, id);
  }

  list(which: { vendor: string } | { visible: true }): Promise<readonly RegisteredSystem[]> {
    return listSystems(this.#deps.database.db, which);
  }

  async create(actor: Actor, body: SystemBody): Promise<string> {
    const vendor = vendorNumber(body.vendorId);
    if (vendor === undefined) throw validation([{ rule: 'vendorInvalid', detail: `"${body.vendorId.slice(0, 60)}"` }]);
    const { db } = this.#deps.database;
    const broken = [
      ...brokenId(body.id, vendor, (await this.find(body.id)) !== undefined),
      ...(await this.#brokenContent(body.rights, body.accessPackages, body.isVisible)),
      ...brokenClients(body.clientIds, await takenClients(db, body.clientIds)),
      ...brokenUrls(body.allowedRedirectUrls),
    ];
    mayWrite(actor, vendor);
    if (broken.length > 0) throw validation(broken);
    const system: RegisteredSystem = {
      ...contentOf(body),
      internalId: randomUUID(),
      id: body.id,
      vendor,
      isDeleted: false,
    };
    await this.#deps.database.transaction(async (trx) => {
      if (!(await insertSystem(trx, system, this.#deps.clock.now())))
        throw refuse('idTaken', `The system id ${system.id} has just been taken`);
      if (!(await replaceClients(trx, system.internalId, system.clientIds)))
        throw validation([{ rule: 'clientIdTaken' }]);
      await this.#log(trx, actor, system.internalId, 'create', body);
      tell(trx, { kind: 'system.registered', subject: system.id, data: { vendor } });
    });
    return system.internalId;
  }

  async replace(actor: Actor, id: string, body: SystemBody): Promise<void> {
    const system = await this.find(id);
    if (!system) throw refuse('systemUnknown', `There is no system ${id}`);
    mayWrite(actor, system.vendor);
    if (vendorNumber(body.vendorId) !== system.vendor)
      throw refuse('systemUnknown', `The vendor in the body is not the vendor of ${id}`);
    if (body.id !== id)
      throw validation([{ rule: 'systemIdDiffers', detail: `"${body.id}" in the body, "${id}" in the path` }]);
    refuseDeleted(system);
    const taken = await takenClients(this.#deps.database.db, body.clientIds, system.internalId);
    const broken = [
      ...(await this.#brokenContent(body.rights, body.accessPackages, body.isVisible)),
      ...brokenClients(body.clientIds, taken),
    ];
    if (broken.length > 0) throw validation(broken);
    await this.#store(actor, system, contentOf(body), 'update', body);
  }

  async replaceRights(actor: Actor, id: string, rights: readonly Right[]): Promise<void> {
    const system = await this.#writable(actor, id);
    const broken = await this.#brokenContent(rights, [], system.isVisible);
    if (broken.length > 0) throw validation(broken);
    await this.#store(actor, system, { rights }, 'rightsupdate', rights);
  }

  async replacePackages(actor: Actor, id: string, accessPackages: readonly PackageRef[]): Promise<void> {
    const system = await this.#writable(actor, id);
    const broken = await this.#brokenContent([], accessPackages, system.isVisible);
    if (broken.length > 0) throw validation(broken);
    await this.#store(actor, system, { accessPackages }, 'accesspackageupdate', accessPackages);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    const system = await this.find(id);
    if (!system) throw unbound({ return: [`There is no system ${id}`] });
    mayWrite(actor, system.vendor);
    await this.#deps.database.transaction(async (trx) => {
      if (!(await markSystemDeleted(trx, system.internalId))) return;
      await replaceClients(trx, system.internalId, []);
      await this.#log(trx, actor, system.internalId, 'delete', undefined);
      tell(trx, { kind: 'system.deleted', subject: id, data: { vendor: system.vendor } });
    });
  }

  async changes(actor: Actor, id: string): Promise<readonly ChangeRow[]> {
    return changesOf(this.#deps.database.db, (await this.owned(actor, id)).internalId);
  }

  async owned(actor: Actor, id: string): Promise<RegisteredSystem> {
    const system = await this.find(id);
    if (!system) throw refuse('systemUnknown', `There is no system ${id}`);
    mayWrite(actor, system.vendor);
    return system;
  }

  async #writable(actor: Actor, id: string): Promise<RegisteredSystem> {
    const system = await this.owned(actor, id);
    refuseDeleted(system);
    return system;
  }

  async #brokenContent(
    rights: readonly Right[],
    packages: readonly PackageRef[],
    isVisible: boolean,
  ): Promise<readonly Broken[]> {
    const types = new Map<string, string>();
    for (const id of resourceIds(rights)) {
      const record = await this.#deps.resources.resource(id);
      if (record) types.set(id, record.resourceType);
    }
    return [
      ...brokenRights(rights, (id) => types.get(id)),
      ...brokenPackages(packages, this.#deps.catalogue, isVisible),
    ];
  }

  async #store(
    actor: Actor,
    system: RegisteredSystem,
    part: Partial<SystemContent>,
    kind: Kind,
    data: unknown,
  ): Promise<void> {
    await this.#deps.database.transaction(async (trx) => {
      if (!(await updateSystem(trx, system.internalId, part))) throw deleted(system.id);
      if (part.clientIds && !(await replaceClients(trx, system.internalId, part.clientIds)))
        throw validation([{ rule: 'clientIdTaken' }]);
      await this.#log(trx, actor, system.internalId, kind, data);
      tell(trx, {
        kind: 'system.changed',
        subject: system.id,
        data: { vendor: system.vendor, parts: Object.keys(part) },
      });
    });
  }

  #log(trx: Transaction<Tables>, actor: Actor, internalId: string, kind: Kind, data: unknown): Promise<void> {
    return logChange(trx, {
      internal_id: internalId,
      changed_by: actor.organization ?? '',
      change_type: kind,
      changed_data: data === undefined ? null : JSON.stringify(pascal(data)),
      client_id: actor.clientId ?? null,
      created: this.#deps.clock.now(),
    });
  }
}

/** In the register the vendor or an administrator writes; nobody else. */
function mayWrite(actor: Actor, vendor: string): void {
  if (actor.isAdmin || (actor.organization !== undefined && actor.organization === vendor)) return;
  throw forbidden(`the system belongs to another vendor than the token's ${actor.organization ?? '(none)'}`);
}

const deleted = (id: string) => refuse('systemDeleted', `The system ${id} has been deleted: it cannot be changed`);

function refuseDeleted(system: RegisteredSystem): void {
  if (system.isDeleted) throw deleted(system.id);
}

/** @throws Refusal shape C when a language is missing */
function contentOf(body: SystemBody) {
  const [name, description] = [readNames(body.name), readNames(body.description)];
  const missing = {
    name: 'missing' in name ? name.missing : [],
    description: 'missing' in description ? description.missing : [],
  };
  const errors = Object.entries(missing).flatMap(([member, languages]) =>
    languages.map((language) => [`${member}.${language}`, [`the text in ${language} is required`]] as const),
  );
  if ('missing' in name || 'missing' in description) throw unbound(Object.fromEntries(errors));
  return {
    name,
    description,
    rights: body.rights,
    accessPackages: body.accessPackages,
    clientIds: body.clientIds,
    isVisible: body.isVisible,
    allowedRedirectUrls: body.allowedRedirectUrls.map(normalizedUrl),
  };
}

const PASCAL_EXCEPT: ReadonlySet<string> = new Set(['nb', 'nn', 'en']);

/** The change log writes member names in PascalCase; language keys stay. */
function pascal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      PASCAL_EXCEPT.has(name) ? name : `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      pascal(one),
    ]),
  );
}

export const createSystemRegister = (deps: SystemRegisterDeps): SystemRegister => new SqlSystemRegister(deps);
