/** Fills a database with clients as fast as it takes them; the platform has made the tables. */
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

const BATCH = 10_000;

/** @returns the clients' ids */
export function registerClients(file: string, jwk: Record<string, unknown>, count: number): string[] {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = off');
  const now = Date.now();
  const expires = now + 300 * 24 * 3600 * 1000;
  const body = JSON.stringify({
    name: 'Client',
    description: 'Client',
    scopes: ['altinn:instances.read'],
    accessTokenLifetime: 120,
    others: {},
  });
  const client = database.prepare(
    "insert into client (client_id, organization, supplier, active, integration_type, body, created, last_updated) values (?, '310044423', null, 1, 'maskinporten', ?, ?, ?)",
  );
  const key = database.prepare(
    "insert into client_key (client_id, kid, position, jwk, created, expires) values (?, 'k', 0, ?, ?, ?)",
  );
  const text = JSON.stringify(jwk);
  const ids: string[] = [];
  for (let start = 0; start < count; start += BATCH) {
    database.exec('begin');
    for (let index = start; index < Math.min(count, start + BATCH); index += 1) {
      const id = randomUUID();
      client.run(id, body, now, now);
      key.run(id, text, now, expires);
      ids.push(id);
    }
    database.exec('commit');
  }
  database.close();
  return ids;
}
