import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { AppFiles } from './files.ts';
import type { Finding } from './findings.ts';

type Db = Kysely<Tables>;

export interface BroughtApp {
  readonly org: string;
  readonly app: string;
  readonly files: AppFiles;
  readonly findings: readonly Finding[];
  readonly changed: number;
}

const toBrought = ({ files, findings, ...row }: Selectable<Tables['brought_app']>): BroughtApp => ({
  ...row,
  files: JSON.parse(files) as AppFiles,
  findings: JSON.parse(findings) as readonly Finding[],
});

/** Every app that was brought in, by name. */
export async function allBrought(db: Db): Promise<readonly BroughtApp[]> {
  return (await db.selectFrom('brought_app').selectAll().orderBy('org').orderBy('app').execute()).map(toBrought);
}

export async function writeBrought(trx: Transaction<Tables>, { files, findings, ...key }: BroughtApp): Promise<void> {
  const values = { files: JSON.stringify(files), findings: JSON.stringify(findings), changed: key.changed };
  await trx
    .insertInto('brought_app')
    .values({ ...key, ...values })
    .onConflict((conflict) => conflict.columns(['org', 'app']).doUpdateSet(values))
    .execute();
}

export async function removeBrought(trx: Transaction<Tables>, org: string, app: string): Promise<void> {
  await trx.deleteFrom('brought_app').where('org', '=', org).where('app', '=', app).execute();
}

/** Who owns a code among the service owners, seen within the transaction. */
export const ownerOf = (db: Db, code: string): Promise<Selectable<Tables['service_owner']> | undefined> =>
  db.selectFrom('service_owner').selectAll().where('code', '=', code).executeTakeFirst();

/** Those of the organisation numbers that the register has. */
export async function takenNumbers(db: Db, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('party')
    .select('organization_number')
    .where('organization_number', 'in', [...numbers])
    .execute();
  return new Set(rows.map((row) => row.organization_number ?? ''));
}
