/**
 * The decision log (altinn-pdp.md 9): audit events, written in batches beside the answers, kept for 90 days. When more wait than
 * memory allows, the newest are counted and dropped rather than decisions delayed.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '../database/index.ts';
import { type Clock, isUnavailable } from '../foundation/index.ts';
import type { DecisionRequest } from './attributes.ts';
import { enriched } from './context-handler.ts';
import type { Outcome } from './decide.ts';
import * as name from './names.ts';

/** Members as Altinn's event log writes them; `ipAdress` is spelled so. */
export interface DecisionEvent {
  readonly sessionId: string | null;
  readonly created: string;
  readonly subjectUserId: number | null;
  readonly subjectOrgCode: string | null;
  readonly subjectOrgNumber: number | null;
  readonly subjectParty: number | null;
  readonly resourcePartyId: number | null;
  readonly resource: string | null;
  readonly instanceId: string | null;
  readonly operation: string | null;
  readonly ipAdress: string | null;
  readonly contextRequestJson: object;
  readonly decision: string;
  readonly subjectPartyUuid: string | null;
}

export interface DecisionLog {
  /** Takes an event; it is written soon. */
  write(event: DecisionEvent): void;
  /** Resolves when everything taken so far is written. */
  flush(): Promise<void>;
  /** The newest events, at most `limit` of them. */
  recent(limit: number): Promise<readonly DecisionEvent[]>;
  /** Events dropped because too many waited. */
  readonly dropped: number;
}

const MAX_WAITING = 20_000;
const BATCH = 200;
const WRITE_AFTER_MS = 100;
const RETRY_AFTER_MS = 5_000;
const KEPT_MS = 90 * 24 * 3600 * 1000;
const CLEAN_EVERY_MS = 3600 * 1000;

class SqlDecisionLog implements DecisionLog {
  readonly #database: Database;
  readonly #clock: Clock;
  #waiting: { id: string; created: number; event: string }[] = [];
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cleaned = 0;
  dropped = 0;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  write(event: DecisionEvent): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.dropped += 1;
      return;
    }
    this.#waiting.push({ id: randomUUID(), created: this.#clock.now(), event: JSON.stringify(event) });
    this.#writeSoon(WRITE_AFTER_MS);
  }

  #writeSoon(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error: unknown) => {
        if (isUnavailable(error)) this.#writeSoon(RETRY_AFTER_MS);
      });
    }, delayMs).unref();
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = (this.#writing ?? Promise.resolve()).catch(() => {}).then(() => this.#writeAll());
    return this.#writing;
  }

  async recent(limit: number): Promise<readonly DecisionEvent[]> {
    const rows = await this.#database.db
      .selectFrom('decision_log')
      .select('event')
      .orderBy('created', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => JSON.parse(row.event) as DecisionEvent);
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      // A batch whose answer was lost with the connection may be there already.
      const insert = this.#database.db.insertInto('decision_log').values(batch);
      await insert.onConflict((conflict) => conflict.column('id').doNothing()).execute();
      this.#waiting = this.#waiting.slice(batch.length);
    }
    const now = this.#clock.now();
    if (now - this.#cleaned < CLEAN_EVERY_MS) return;
    this.#cleaned = now;
    await this.#database.db
      .deleteFrom('decision_log')
      .where('created', '<', now - KEPT_MS)
      .execute();
  }
}

export const createDecisionLog = (deps: { database: Database; clock: Clock }): DecisionLog =>
  new SqlDecisionLog(deps.database, deps.clock);

const whole = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;

/** The event of one decision. */
export function eventOf(outcome: Outcome, asked: DecisionRequest, ip: string | null, now: number): DecisionEvent {
  const { context } = outcome;
  const { subject, action, resource } = context ? enriched(context) : asked;
  const org = resource.first(name.ORG);
  const app = resource.first(name.APP);
  const json = (set: DecisionRequest['subject']) => ({
    attribute: set.attributes.flatMap(({ id, values }) => values.map((value) => ({ attributeId: id, value }))),
  });
  return {
    sessionId: subject.first(name.SESSION_ID) ?? null,
    created: new Date(now).toISOString(),
    subjectUserId: whole(subject.first(name.USER_ID)),
    subjectOrgCode: subject.first(name.ORG) ?? null,
    subjectOrgNumber: whole(subject.first(name.ORGANIZATION_NUMBER)),
    subjectParty: whole(subject.first(name.PARTY_ID)) ?? context?.subject.party?.partyId ?? null,
    resourcePartyId: context?.resourceParty?.partyId ?? whole(resource.first(name.PARTY_ID)),
    resource: context?.resourceId ?? (org && app ? `app_${org}_${app}` : (resource.first(name.RESOURCE_ID) ?? null)),
    instanceId: resource.first(name.INSTANCE_ID) ?? resource.first(name.RESOURCE_INSTANCE_ID) ?? null,
    operation: action.first(name.ACTION_ID) ?? null,
    ipAdress: ip,
    contextRequestJson: { accessSubject: [json(subject)], action: [json(action)], resource: [json(resource)] },
    decision: outcome.decision,
    subjectPartyUuid: subject.first(name.SYSTEM_USER) ?? context?.subject.party?.uuid ?? null,
  };
}
