import { Gauge, type Registry } from 'prom-client';
import type { Database } from './database.ts';

/** Registers how the pool of connections is used; nothing for a database without one. */
export function measureDatabase({ pool }: Pick<Database, 'pool'>, registry: Registry): void {
  if (!pool) return;
  new Gauge({
    name: 'portvakt_database_connections',
    help: 'Connections to the database that this node has open, by what they do.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { busy, idle } = pool();
      this.set({ state: 'busy' }, busy);
      this.set({ state: 'idle' }, idle);
    },
  });
  new Gauge({
    name: 'portvakt_database_waiting',
    help: 'Statements and transactions that wait for a connection to the database.',
    registers: [registry],
    collect() {
      this.set(pool().waiting);
    },
  });
}
