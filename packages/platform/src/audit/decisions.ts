import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { MadeDecision, NotedAttributes } from '../authorization/index.ts';
import type { Callers } from '../callers/index.ts';
import { redacted } from '../live-log/index.ts';
import { aboutRequest } from './about-request.ts';
import { doerOf, PROGRAM } from './actor.ts';
import type { AuditLog } from './audit.ts';

interface DecisionNotesDeps {
  readonly audit: Pick<AuditLog, 'note'>;
  readonly callers: Callers;
}

/**
 * Each decision as an entry of the audit log, when that is switched on. They are written soon, many at once, and no answer waits for it: what there
 * is no room for while the database is away is counted, and the count is an entry.
 */
export class DecisionNotes {
  readonly #deps: DecisionNotesDeps;
  /** On which request a decision is made: whoever asks the decision point may be any room. */
  readonly #requests = new AsyncLocalStorage<FastifyRequest>();

  constructor(deps: DecisionNotesDeps) {
    this.#deps = deps;
  }

  /** Called before any route is made. */
  watch(http: FastifyInstance): void {
    http.addHook('onRequest', (request, _, done) => this.#requests.run(request, done));
  }

  take({ decision: outcome, subject, action, resource }: MadeDecision): void {
    const request = this.#requests.getStore();
    const { by } = request ? doerOf(request, this.#deps.callers) : PROGRAM;
    const told = {
      operation: request?.routeOptions.config.operation?.operationId ?? 'decide',
      outcome,
      ...(request ? aboutRequest(request) : {}),
      decision: redacted({ subject, action, resource }) as Readonly<Record<string, NotedAttributes>>,
    };
    // Decisions are the operator's to read alone: an organisation's own page shows what was changed.
    this.#deps.audit.note({ by, organization: undefined }, told);
  }
}
