/** A register of a few thousand parties in an SQLite file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { end, fillParties, servePlatform } from './processes.ts';
import type { People } from './questions.ts';

const HELD = `select p.person_number as person, o.organization_number as organization
  from party_role r join party p on p.uuid = r.holder_uuid join party o on o.uuid = r.of_uuid
  where p.person_number is not null order by r.of_uuid, r.holder_uuid, r.role limit 100000`;

export interface Embedded {
  readonly file: string;
  readonly people: People;
  remove(): void;
}

export async function embeddedWorld(parties: number, checkout?: string): Promise<Embedded> {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-benchmark-'));
  const file = join(folder, 'portvakt.db');
  // The first start makes the tables and the synthetic world.
  await end(await servePlatform(file, {}, checkout));
  await fillParties(file, { parties }, checkout);
  const database = new DatabaseSync(file);
  const column = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => String(Object.values(row)[0]));
  const people: People = {
    organizations: column('select organization_number from party where organization_number is not null order by 1'),
    persons: column('select person_number from party where person_number is not null order by 1'),
    held: database.prepare(HELD).all() as unknown as People['held'],
  };
  database.close();
  return { file, people, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
