/** An organisation as its operator sets it up: who it is, which prefixes it owns, under which code it owns services, and who administers it. */
import type { Transaction } from 'kysely';
import { type Announce, againWhenTaken, type Database, type Tables } from '../database/index.ts';
import { isOrganizationNumber, isPersonNumber, isSyntheticPersonNumber } from '../foundation/index.ts';
import { OWN_PARTS } from '../hosts/index.ts';
import { directHolders, OWNER_CODE, type Party, partyFor, putServiceOwner, type Register } from '../register/index.ts';
import { deletePrefix, findPrefixes, putPrefix } from '../selfservice/index.ts';
import { refuse } from './refusals.ts';

/** What administrators of an organisation are in the register. */
const ADMINISTRATOR = 'urn:altinn:role:hovedadministrator';

export interface Administrator {
  readonly personNumber: string;
  readonly name: string;
}

export interface OperatedOrganization {
  readonly number: string;
  readonly name: string;
  readonly form: string;
  /** Its code as a service owner; null = it is none. */
  readonly serviceOwner: string | null;
  readonly prefixes: readonly string[];
  readonly administrators: readonly Administrator[];
}

/** What is wanted of an organisation; what is left out stays as it is. */
export type OrganizationWish = Readonly<Partial<Omit<OperatedOrganization, 'number'>>>;

export interface OrganizationsDeps {
  readonly database: Database;
  readonly register: Register;
  /** In a sandbox no person may be a real one. */
  readonly sandbox: boolean;
}

const invalid = (text: string) => refuse('organization-invalid', text);
const PREFIX = /^[a-z0-9][a-z0-9-]{0,49}$/;
const FORM = /^[A-ZÆØÅ]{1,10}$/;

export class Organizations {
  readonly #deps: OrganizationsDeps;

  constructor(deps: OrganizationsDeps) {
    this.#deps = deps;
  }

  /** Organisations whose name or number holds the text, at most 50, by name. */
  async find(query: string): Promise<readonly OperatedOrganization[]> {
    const found = await this.#deps.register.search('organization', query);
    return Promise.all(found.map((party) => this.#described(party)));
  }

  /** @throws Refusal `organization-unknown` */
  async of(number: string): Promise<OperatedOrganization> {
    const party = isOrganizationNumber(number) ? await this.#deps.register.party({ organization: number }) : undefined;
    if (!party || party.isDeleted) throw refuse('organization-unknown');
    return this.#described(party);
  }

  /** Makes it so, all or nothing. @throws Refusal */
  async put(number: string, wish: OrganizationWish): Promise<OperatedOrganization> {
    if (!isOrganizationNumber(number)) throw invalid('number must be nine digits, of which the last is a check digit');
    this.#check(wish);
    const { database, register } = this.#deps;
    const old = await register.party({ organization: number });
    const [name, form] = [wish.name ?? old?.name, wish.form ?? old?.form ?? 'ORGL'];
    if (name === undefined) throw invalid('name is required for an organisation that the register does not have');
    await againWhenTaken(() =>
      database.transaction(async (trx, announce) => {
        const party = await partyFor(trx, { organizationNumber: number, name, form });
        await register.saveParties(trx, announce, [party]);
        await this.#putOwner(trx, announce, { organizationNumber: number, name, wanted: wish.serviceOwner });
        if (wish.prefixes) await putPrefixes(trx, number, wish.prefixes);
        if (wish.administrators) await this.#putAdministrators(trx, announce, party, wish.administrators);
      }),
    );
    return this.of(number);
  }

  #check({ name, form, serviceOwner, prefixes = [], administrators = [] }: OrganizationWish): void {
    const named = [...(name === undefined ? [] : [name]), ...administrators.map((one) => one.name)];
    if (named.some((text) => text.trim() === '' || /\p{Cc}/u.test(text)))
      throw invalid('name must be a text that can be seen');
    if (form !== undefined && !FORM.test(form)) throw invalid('form must be a code such as AS or ORGL');
    if (typeof serviceOwner === 'string' && !OWNER_CODE.test(serviceOwner))
      throw invalid('serviceOwner must be 2 to 20 of a–z, 0–9 and "-", a letter first');
    if (typeof serviceOwner === 'string' && OWN_PARTS.has(serviceOwner))
      throw refuse('owner-code-taken', `${serviceOwner} is a part of the platform’s own addresses`);
    const wrong = prefixes.find((prefix) => !PREFIX.test(prefix));
    if (wrong !== undefined) throw invalid('prefixes must be 1 to 50 of a–z, 0–9 and "-", a letter or digit first');
    const isPerson = this.#deps.sandbox ? isSyntheticPersonNumber : isPersonNumber;
    if (!administrators.every(({ personNumber }) => isPerson(personNumber)))
      throw invalid(
        `administrators must have person numbers of eleven digits${this.#deps.sandbox ? ', in a sandbox synthetic ones' : ''}`,
      );
  }

  async #putOwner(
    trx: Transaction<Tables>,
    announce: Announce,
    {
      organizationNumber,
      name,
      wanted,
    }: { organizationNumber: string; name: string; wanted: string | null | undefined },
  ): Promise<void> {
    const owners = await trx.selectFrom('service_owner').selectAll().execute();
    const now = owners.find((one) => one.organization_number === organizationNumber)?.code;
    const code = wanted === undefined ? now : (wanted ?? undefined);
    if (owners.some((one) => one.code === code && one.organization_number !== organizationNumber))
      throw refuse('owner-code-taken', `the code ${code} is another organisation’s`);
    if (now !== undefined && code !== now) {
      const apps = await trx.selectFrom('application').select('app').where('org', '=', now).limit(1).execute();
      if (apps.length > 0) throw refuse('owner-code-fixed');
    }
    await putServiceOwner(trx, { organizationNumber, name, code });
    announce({ topic: 'register-owner' });
  }

  async #putAdministrators(
    trx: Transaction<Tables>,
    announce: Announce,
    of: Party,
    wanted: readonly Administrator[],
  ): Promise<void> {
    const { register } = this.#deps;
    const persons: Party[] = [];
    for (const { personNumber, name } of wanted) {
      const person = await partyFor(trx, { personNumber, name });
      await register.saveParties(trx, announce, [person]);
      persons.push(person);
    }
    const kept = new Set(persons.map(({ uuid }) => uuid));
    for (const { uuid } of await directHolders(trx, of.uuid, ADMINISTRATOR))
      if (!kept.has(uuid)) await register.takeRoles(trx, announce, { holder: uuid, of: of.uuid, role: ADMINISTRATOR });
    const given = [...kept].map((holder) => ({ holder, of: of.uuid, role: ADMINISTRATOR }));
    if (given.length > 0) await register.giveRoles(trx, announce, given);
  }

  async #described(party: Party): Promise<OperatedOrganization> {
    const { database, register } = this.#deps;
    const number = party.organizationNumber ?? '';
    const [owner, prefixes, holders] = await Promise.all([
      register.serviceOwner({ organization: number }),
      findPrefixes(database.db, number),
      directHolders(database.db, party.uuid, ADMINISTRATOR),
    ]);
    return {
      number,
      name: party.name,
      form: party.form ?? '',
      serviceOwner: owner?.code ?? null,
      prefixes: prefixes.map(({ prefix }) => prefix),
      administrators: holders.map(({ personNumber = '', name }) => ({ personNumber, name })),
    };
  }
}

/** Gives the organisation just these prefixes. @throws Refusal `prefix-taken`, `prefix-in-use` */
async function putPrefixes(trx: Transaction<Tables>, number: string, wanted: readonly string[]): Promise<void> {
  const owners = new Map((await findPrefixes(trx)).map(({ prefix, owner }) => [prefix, owner]));
  for (const prefix of wanted) {
    const owner = owners.get(prefix) ?? number;
    if (owner !== number)
      throw refuse('prefix-taken', `the prefix ${prefix} is ${owner}’s`, { parameters: { prefix, owner } });
    await putPrefix(trx, prefix, number);
  }
  const kept = new Set(wanted);
  for (const [prefix, owner] of owners)
    if (owner === number && !kept.has(prefix) && !(await deletePrefix(trx, prefix)))
      throw refuse('prefix-in-use', `there are scopes of the prefix ${prefix}`, { parameters: { prefix } });
}
