import { randomUUID } from 'node:crypto';
import { type Database, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import {
  type ConsentEventRow,
  type ConsentRow,
  consentEvents,
  consentsFrom,
  eventsOfConsents,
  findConsent,
  insertConsent,
  insertConsentEvent,
  moveConsent,
} from './store.ts';
import type { Consent, ConsentEvent, ConsentRight, ConsentStatus } from './types.ts';

export interface ConsentRequest {
  /** Chosen by who asks; left out, one is made. */
  readonly id?: string;
  readonly from: Party;
  readonly fromUrn: string;
  readonly to: Party;
  /** ms since the epoch */
  readonly validTo: number;
  readonly rights: readonly ConsentRight[];
  readonly requestMessage?: Readonly<Record<string, string>>;
  readonly redirectUrl?: string;
}

/** A consent in force. Times are ISO 8601, `to` is an organisation number. */
export interface GrantedConsent {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly consented: string;
  readonly validTo: string;
  readonly consentRights: readonly ConsentRight[];
}

/** Consents: asked for by an organisation, answered by the person (or for the organisation) whose data it is. */
export interface Consents {
  find(id: string): Promise<Consent | undefined>;
  /** What a person or organisation has been asked for, the newest first. @returns at most `MAX_LISTED` */
  of(from: Party): Promise<readonly Consent[]>;
  /** A consent that has been given and still holds, as tokens carry it (maskinporten.md 3.3). */
  granted(id: string): Promise<GrantedConsent | undefined>;
  /** @returns `added` false with what is stored, when the id is taken */
  ask(request: ConsentRequest): Promise<{ readonly consent: Consent; readonly added: boolean }>;
  /**
   * Accepts or rejects a request, or withdraws what was accepted.
   * @returns undefined when it does not stand where that is possible: somebody was faster
   */
  answer(id: string, answer: 'accepted' | 'rejected' | 'revoked', by: Party): Promise<Consent | undefined>;
}

/** As many as a page can show. */
const MAX_LISTED = 200;

const BEFORE: Readonly<Record<'accepted' | 'rejected' | 'revoked', ConsentStatus>> = {
  accepted: 'created',
  rejected: 'created',
  revoked: 'accepted',
};

interface Content {
  readonly rights: readonly ConsentRight[];
  readonly requestMessage?: Readonly<Record<string, string>>;
  readonly redirectUrl?: string;
}

function toConsent(row: ConsentRow, eventRows: readonly ConsentEventRow[]): Consent {
  const content = JSON.parse(row.content) as Content;
  const events = eventRows.map((one): ConsentEvent => ({ event: one.event, by: one.by_uuid, created: one.created }));
  const accepted = events.find((one) => one.event === 'accepted');
  return {
    id: row.id,
    from: row.from_urn,
    fromUuid: row.from_uuid,
    to: row.to_organization,
    status: row.status,
    validTo: row.valid_to,
    created: row.created,
    ...(accepted ? { consented: accepted.created } : {}),
    ...content,
    events,
  };
}

async function consentsOf({ db }: Database, from: Party): Promise<readonly Consent[]> {
  const rows = await consentsFrom(db, from.uuid, MAX_LISTED);
  const all = await eventsOfConsents(
    db,
    rows.map(({ id }) => id),
  );
  const events = Map.groupBy(all, (one) => one.consent_id);
  return rows.map((row) => toConsent(row, events.get(row.id) ?? []));
}

export function createConsents(deps: { database: Database; clock: Clock }): Consents {
  const { database, clock } = deps;
  const find = async (id: string): Promise<Consent | undefined> => {
    const row = await findConsent(database.db, id.toLowerCase());
    return row && toConsent(row, await consentEvents(database.db, row.id));
  };
  return {
    find,
    of: (from) => consentsOf(database, from),
    async granted(id) {
      const consent = await find(id);
      if (consent?.status !== 'accepted' || consent.validTo <= clock.now()) return undefined;
      return {
        id: consent.id,
        from: consent.from,
        to: consent.to,
        consented: new Date(consent.consented ?? consent.created).toISOString(),
        validTo: new Date(consent.validTo).toISOString(),
        consentRights: consent.rights,
      };
    },
    async ask(request) {
      const id = (request.id ?? randomUUID()).toLowerCase();
      const { rights, requestMessage, redirectUrl } = request;
      const content: Content = {
        rights,
        ...(requestMessage ? { requestMessage } : {}),
        ...(redirectUrl === undefined ? {} : { redirectUrl }),
      };
      const created = clock.now();
      const added = await database.transaction(async (trx) => {
        const inserted = await insertConsent(trx, {
          id,
          from_urn: request.fromUrn,
          from_uuid: request.from.uuid,
          to_organization: request.to.organizationNumber ?? '',
          content: JSON.stringify(content),
          status: 'created',
          valid_to: request.validTo,
          created,
        });
        if (inserted) {
          await insertConsentEvent(trx, { consent_id: id, event: 'created', by_uuid: request.to.uuid, created });
          const data = { from: request.from.uuid, to: request.to.organizationNumber };
          tell(trx, { kind: 'consent.created', subject: id, data });
        }
        return inserted;
      });
      const consent = await find(id);
      if (!consent) throw new Error(`the consent ${id} was stored and is not there`);
      return { consent, added };
    },
    async answer(id, answer, by) {
      const key = id.toLowerCase();
      const moved = await database.transaction(async (trx) => {
        if (!(await moveConsent(trx, key, BEFORE[answer], answer))) return false;
        await insertConsentEvent(trx, { consent_id: key, event: answer, by_uuid: by.uuid, created: clock.now() });
        tell(trx, { kind: `consent.${answer}`, subject: key, data: { by: by.uuid } });
        return true;
      });
      return moved ? find(key) : undefined;
    },
  };
}
