import { Counter, Gauge, type Registry } from 'prom-client';
import type { Database } from './database.ts';

/** Registers what keeps it from taking writes, and how its connections and servers are used, where it has such. */
export function measureDatabase({ pool, servers, trouble }: Measured, registry: Registry): void {
  new Gauge({
    name: 'portvakt_database_write_trouble',
    help: '1 while the disk of the database is full or cannot be written, else 0.',
    registers: [registry],
    collect() {
      this.set(trouble.now === undefined ? 0 : 1);
    },
  });
  if (servers) measureServers(servers, registry);
  if (pool) measurePool(pool, registry);
}

type Measured = Pick<Database, 'pool' | 'servers' | 'trouble'>;

function measureServers(servers: NonNullable<Database['servers']>, registry: Registry): void {
  new Counter({
    name: 'portvakt_database_reads_total',
    help: 'Short reads by key, by the server that has answered them.',
    labelNames: ['server'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, reads } of servers()) this.inc({ server: name }, reads);
    },
  });
  new Gauge({
    name: 'portvakt_database_replica_read',
    help: '1 while this node reads from the replica, 0 while it is away or behind.',
    labelNames: ['server'],
    registers: [registry],
    collect() {
      for (const { name, replica } of servers()) if (replica) this.set({ server: name }, replica.isRead ? 1 : 0);
    },
  });
  new Gauge({
    name: 'portvakt_database_replica_behind_bytes',
    help: 'Bytes of log that the replica has yet to replay, as far as this node knows; none while it is away.',
    labelNames: ['server'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, replica } of servers())
        if (replica?.behind !== undefined) this.set({ server: name }, replica.behind);
    },
  });
}

function measurePool(pool: NonNullable<Database['pool']>, registry: Registry): void {
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
