import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { RequestLog } from '../maskinporten/index.ts';
import { organizationActor, type SelfService } from '../selfservice/index.ts';
import { vendorProgress } from '../systems/index.ts';
import type { Milestones } from './milestones.ts';

export interface OverviewDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly selfservice: SelfService;
  readonly log: RequestLog;
  readonly milestones: Milestones;
}

/** The steps of the guide, in the order of the getting-started page. */
export const STEPS = ['client', 'scopes', 'key', 'token', 'exchange', 'decision', 'system', 'systemUser'] as const;

/** How long a refused request is news. */
const NEWS_MS = 3600 * 1000;
const MAX_REFUSALS = 100;

/** How things stand for an organisation: its clients with their keys and last tokens, what was refused lately, and what it has got to do. */
export async function overviewOf(deps: OverviewDeps, organization: string) {
  const { database, clock, selfservice, log, milestones } = deps;
  const clients = await selfservice.clients(await organizationActor(selfservice, organization), true);
  const ids = clients.map(({ clientId }) => clientId);
  const now = clock.now();
  const [keys, issued, refused, done, vendor] = await Promise.all([
    selfservice.keysOf(clients),
    log.lastIssued(ids),
    log.refused(ids, now - NEWS_MS, MAX_REFUSALS),
    milestones.of(organization),
    vendorProgress(database.db, organization),
  ]);
  const seen: Readonly<Record<(typeof STEPS)[number], boolean>> = {
    client: clients.length > 0,
    scopes: clients.some(({ scopes }) => scopes.length > 0),
    key: [...keys.values()].some((of) => of.length > 0),
    token: issued.size > 0,
    exchange: done.has('exchange'),
    decision: done.has('decision'),
    system: vendor.registered,
    systemUser: vendor.approved,
  };
  return {
    steps: STEPS.map((step) => ({ step, done: seen[step] })),
    clients: clients.map(({ clientId, name, active, scopes, integrationType, lastUpdated }) => ({
      clientId,
      name,
      active,
      service: integrationType,
      lastChanged: isoOf(lastUpdated),
      scopes: scopes.length,
      keys: (keys.get(clientId) ?? []).map(({ kid, expires }) => ({ kid, expires: isoOf(expires) })),
      ...(issued.has(clientId) ? { lastToken: isoOf(issued.get(clientId) ?? now) } : {}),
    })),
    refused,
  };
}

/**
 * When each key of a client was last used: whether an old one may go, and whether a new one has been taken into use.
 * @throws Refusal 404, and 403 for another organisation's client
 */
export async function keyUseOf({ selfservice, log }: OverviewDeps, organization: string, clientId: string) {
  await selfservice.ownClient(await organizationActor(selfservice, organization), clientId);
  const { from, lastUsed } = await log.keyUse(organization, clientId);
  return { from: isoOf(from), keys: [...lastUsed].map(([kid, time]) => ({ kid, lastUsed: isoOf(time) })) };
}

const isoOf = (time: number): string => new Date(time).toISOString();
