import { Counter, Gauge, type Registry } from 'prom-client';
import type { DecisionPoint } from './authorization.ts';

type Measured = Pick<DecisionPoint, 'lookups' | 'counts' | 'recall' | 'memories'>;

/** Registers decisions by resource (altinn-pdp.md 9), what is held in memory, and how often that spared a decision. */
export function measureDecisions({ lookups, counts, recall, memories }: Measured, registry: Registry): void {
  new Counter({
    name: 'altinn_pdp_decisions_total',
    help: 'Decisions made, before access lists are looked at (altinn.pdp.decisions).',
    labelNames: ['resource_owner_org', 'resource_id', 'pdp_api_kind'],
    registers: [registry],
    async collect() {
      const sums = await counts.sums(lookups.resources);
      this.reset();
      for (const { labels, value } of sums) this.inc(labels, value);
    },
  });
  new Gauge({
    name: 'portvakt_pdp_held_entries',
    help: 'What is held in memory to decide from; each kind has a bound.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      for (const [kind, size] of Object.entries(recall.sizes)) this.set({ kind }, size);
      for (const [kind, { size }] of memories) this.set({ kind }, size);
    },
  });
  new Counter({
    name: 'portvakt_pdp_memory_requests_total',
    help: 'Questions that a memory of earlier ones was asked, by whether it had the answer.',
    labelNames: ['memory', 'result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [memory, { use }] of memories) {
        this.inc({ memory, result: 'hit' }, use.hits);
        this.inc({ memory, result: 'miss' }, use.misses);
      }
    },
  });
}
