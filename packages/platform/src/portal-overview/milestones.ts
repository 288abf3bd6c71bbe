/**
 * The first time that an organisation exchanges a token, and that it asks the PDP: the guide in the portal ticks what has really happened, and
 * these two leave no trace elsewhere. Seen when the answer has gone out, so nobody waits for it.
 */
import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/index.ts';
import { BoundedCache, type Clock, organizationIn, parseJws } from '../foundation/index.ts';
import { onAnswered } from '../http/index.ts';
import { MilestoneStore, type Step } from './store.ts';

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['exchangeToken', 'exchange'],
  ['authorize', 'decision'],
]);
/** Organisations of which it is known that they have taken a step; another is written again, to no effect. */
const MAX_KNOWN = 20_000;

export interface MilestonesDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/** Watches the operations that are milestones. */
export class Milestones {
  readonly #store: MilestoneStore;
  readonly #deps: MilestonesDeps;
  readonly #known: Readonly<Record<Step, BoundedCache<true>>> = {
    exchange: new BoundedCache(MAX_KNOWN),
    decision: new BoundedCache(MAX_KNOWN),
  };
  #writing: Promise<unknown> = Promise.resolve();

  constructor(deps: MilestonesDeps) {
    this.#deps = deps;
    this.#store = new MilestoneStore(deps.database);
    // A reset empties the table.
    deps.database.onChange('register-party', (key) => {
      if (key !== undefined) return;
      this.#known.exchange.clear();
      this.#known.decision.clear();
    });
  }

  /** Looks at what is answered from now on; called before the routes are made. */
  watch(http: FastifyInstance): void {
    onAnswered(http, (operationId) => {
      const step = STEPS.get(operationId);
      return (
        step &&
        (({ admitted }, status) => {
          if (status === 200) this.#see(organizationOf(admitted), step);
        })
      );
    });
  }

  /** What the organisation has done. */
  async of(organization: string): Promise<ReadonlySet<string>> {
    await this.#writing;
    return this.#store.of(organization);
  }

  #see(organization: string | undefined, step: Step): void {
    if (organization === undefined) return;
    const known = this.#known[step];
    if (known.get(organization)) return;
    known.set(organization, true);
    this.#writing = this.#store.write(organization, step, this.#deps.clock.now()).catch(() => {
      // A help for newcomers: where it cannot be written now, the next time will do.
      known.delete(organization);
    });
  }
}

/** Of whom the surface has admitted: a caller, or the token that was exchanged. The answer was 200, so the token has been found good. */
function organizationOf(admitted: unknown): string | undefined {
  if (typeof admitted === 'string') return consumerOf(admitted);
  if (typeof admitted !== 'object' || admitted === null || !('organization' in admitted)) return undefined;
  return typeof admitted.organization === 'string' ? admitted.organization : undefined;
}

/** The consumer of a Maskinporten token; other issuers' tokens are about persons. */
const consumerOf = (token: string): string | undefined => organizationIn(parseJws(token).payload['consumer']);
