import { tell } from '../database/index.ts';
import { isOrganizationNumber, isPathSegment } from '../foundation/index.ts';
import type { Actor } from './actor.ts';
import type { ClientRecord, IntegrationType, OnBehalfOf } from './model.ts';
import { deleteOnBehalfOf, findOnBehalfOf, insertOnBehalfOf, updateOnBehalfOf } from './onbehalfof-store.ts';
import { type FieldError, invalid, invalidField, refuse } from './refusals.ts';
import type { SelfService } from './selfservice.ts';

export type OnBehalfOfInput = Omit<OnBehalfOf, 'created' | 'lastUpdated'>;

const ID = /^[A-Za-z0-9._-]{1,100}$/;
const MAX_TEXT = 255;
const MAX_URI = 2000;
const MOST_ENTRIES = 1000;
/** Client types that know on-behalf-of; for Maskinporten it is given up in favour of delegation (maskinporten.md 2.3, 6.3). */
const KNOWING: ReadonlySet<IntegrationType> = new Set(['idporten', 'api_klient', 'krr']);

/** Checks the body of an entry. @throws Refusal 400 that names every field that is wrong */
export function acceptOnBehalfOf(body: unknown): OnBehalfOfInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  const input = body as Record<string, unknown>;
  const errors: FieldError[] = [];
  const text = (field: string, max: number, required: boolean): string | undefined => {
    const value = input[field] ?? undefined;
    if (typeof value === 'string' && value !== '' && value.length <= max) return value;
    if (required || (value !== undefined && value !== ''))
      errors.push({ field, message: `must be a string of 1 to ${max} characters` });
    return undefined;
  };
  const id = text('onbehalfof', 100, true) ?? '';
  if (id !== '' && !(ID.test(id) && isPathSegment(id)))
    errors.push({
      field: 'onbehalfof',
      message: 'must be 1 to 100 letters, digits, ".", "_" or "-", and not "." or ".."',
    });
  const name = text('name', MAX_TEXT, true) ?? '';
  const organization = text('orgno', 20, true) ?? '';
  if (organization !== '' && !isOrganizationNumber(organization))
    errors.push({ field: 'orgno', message: 'must be an organisation number: nine digits with a valid check digit' });
  const description = text('description', MAX_TEXT, false);
  const uri = text('uri', MAX_URI, false);
  const logoUri = text('logo_uri', MAX_URI, false);
  for (const [field, value] of [['uri', uri] as const, ['logo_uri', logoUri] as const])
    if (value !== undefined && !/^https?:\/\/\S+$/i.test(value))
      errors.push({ field, message: 'must be an http or https address' });
  if (errors.length > 0) throw invalid(errors);
  return {
    id,
    name,
    organization,
    ...(description === undefined ? {} : { description }),
    ...(uri === undefined ? {} : { uri }),
    ...(logoUri === undefined ? {} : { logoUri }),
  };
}

/** Organisations on whose behalf a client may act. */
export class OnBehalfOfEntries {
  readonly #room: SelfService;

  constructor(room: SelfService) {
    this.#room = room;
  }

  async list(actor: Actor, clientId: string): Promise<readonly OnBehalfOf[]> {
    await this.#room.ownClient(actor, clientId);
    return findOnBehalfOf(this.#room.database.db, clientId);
  }

  /** @param id the short id, or `<client_id>::<id>` */
  async one(actor: Actor, clientId: string, id: string): Promise<OnBehalfOf> {
    const short = shortId(clientId, id);
    const found = (await this.list(actor, clientId)).find((entry) => entry.id === short);
    if (!found) throw missing(clientId, short);
    return found;
  }

  /** @throws Refusal 400 for a client type without on-behalf-of, 409 when the id is taken or the client is deactivated */
  async add(actor: Actor, clientId: string, input: OnBehalfOfInput): Promise<OnBehalfOf> {
    const client = await this.#changeable(actor, clientId);
    if (!KNOWING.has(client.integrationType))
      throw invalidField(
        'integration_type',
        `a client of type ${client.integrationType} has no on-behalf-of: let the customer delegate the scope in Altinn, and send consumer_org in the grant`,
      );
    const now = this.#room.clock.now();
    const entry = { ...input, created: now, lastUpdated: now };
    await this.#room.database.transaction(async (trx) => {
      if ((await findOnBehalfOf(trx, clientId)).length >= MOST_ENTRIES)
        throw refuse('entries-many', `the client has ${MOST_ENTRIES} on-behalf-of entries, the most allowed`);
      if (!(await insertOnBehalfOf(trx, clientId, entry)))
        throw refuse('entry-exists', `the client has an on-behalf-of ${entry.id} already: change it with PUT`);
      tellOf(trx, client);
    });
    return entry;
  }

  async change(actor: Actor, clientId: string, id: string, input: OnBehalfOfInput): Promise<OnBehalfOf> {
    const short = shortId(clientId, id);
    const client = await this.#changeable(actor, clientId);
    const current = await this.one(actor, clientId, short);
    if (input.id !== short) throw invalidField('onbehalfof', `cannot be changed: it is ${short}`);
    const entry = { ...input, created: current.created, lastUpdated: this.#room.clock.now() };
    const changed = await this.#room.database.transaction(async (trx) => {
      const done = await updateOnBehalfOf(trx, clientId, entry);
      if (done) tellOf(trx, client);
      return done;
    });
    if (!changed) throw missing(clientId, short);
    return entry;
  }

  async remove(actor: Actor, clientId: string, id: string): Promise<void> {
    const short = shortId(clientId, id);
    const client = await this.#changeable(actor, clientId);
    const removed = await this.#room.database.transaction(async (trx) => {
      const done = await deleteOnBehalfOf(trx, clientId, short);
      if (done) tellOf(trx, client);
      return done;
    });
    if (!removed) throw missing(clientId, short);
  }

  async #changeable(actor: Actor, clientId: string): Promise<ClientRecord> {
    const client = await this.#room.ownClient(actor, clientId);
    if (!client.active)
      throw refuse('entry-client-deactivated', `the client ${clientId} is deactivated: activate it with PUT first`);
    return client;
  }
}

const tellOf = (trx: object, { clientId, organization, scopes }: ClientRecord): void =>
  tell(trx, { kind: 'client.changed', subject: clientId, data: { organization, scopes } });

const shortId = (clientId: string, id: string): string =>
  id.startsWith(`${clientId}::`) ? id.slice(clientId.length + 2) : id;

const missing = (clientId: string, id: string) =>
  refuse('entry-unknown', `the client ${clientId} has no on-behalf-of ${id.slice(0, 100)}`);
