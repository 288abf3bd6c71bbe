import { Gauge, type Registry } from 'prom-client';
import type { RenewedTrust } from './trust.ts';

/** Registers how many revocation lists are older than they should be. */
export function measureTrust(trust: RenewedTrust, registry: Registry): void {
  new Gauge({
    name: 'portvakt_revocation_lists_stale',
    help: 'Revocation lists that could not be read the last time, or whose own time has passed.',
    registers: [registry],
    collect() {
      this.set(trust.stale);
    },
  });
}
