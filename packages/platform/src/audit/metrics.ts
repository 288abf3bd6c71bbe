import { Counter, Gauge, type Registry } from 'prom-client';
import type { AuditLog } from './audit.ts';

/** Registers how far the audit log has come, and what could not be written to it. */
export function measureAudit(audit: Pick<AuditLog, 'counts'>, registry: Registry): void {
  new Gauge({
    name: 'portvakt_audit_position',
    help: 'Position of the newest entry of the audit log that this node has written. It never goes down: where it does, entries have been taken away.',
    registers: [registry],
    collect() {
      this.set(audit.counts.position);
    },
  });
  new Gauge({
    name: 'portvakt_audit_waiting',
    help: 'Refusals and decisions that wait to be written to the audit log; changes never wait.',
    registers: [registry],
    collect() {
      this.set(audit.counts.waiting);
    },
  });
  new Counter({
    name: 'portvakt_audit_lost_total',
    help: 'Refusals and decisions that the audit log had no room for.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(audit.counts.lost);
    },
  });
}
