import { Counter, Gauge, type Registry } from 'prom-client';
import type { RateLimits } from './rate-limits.ts';

/** Registers how many requests each limit has refused, and how much is counted. */
export function measureRateLimits(limits: RateLimits, registry: Registry): void {
  new Counter({
    name: 'portvakt_rate_limited_total',
    help: 'Requests refused because there were too many, by kind of limit.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { kind, refused } of limits.state) this.inc({ kind }, refused);
    },
  });
  new Gauge({
    name: 'portvakt_rate_limit_subjects',
    help: 'Addresses, clients and the like that are counted in this minute, by kind of limit.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { kind, subjects } of limits.state) this.set({ kind }, subjects);
    },
  });
  new Counter({
    name: 'portvakt_rate_limits_untold_total',
    help: 'Times that this node could not tell the others what it has counted.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(limits.untold);
    },
  });
}
