import type { Database } from '../database/index.ts';

/** What an organisation does for the first time, and leaves no other trace. */
export type Step = 'exchange' | 'decision';

/** Milestones in the database. */
export class MilestoneStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The first time stays. @param seen ms */
  async write(organization: string, step: Step, seen: number): Promise<void> {
    await this.#database.write(
      this.#database.db
        .insertInto('milestone')
        .values({ organization, step, seen })
        .onConflict((conflict) => conflict.columns(['organization', 'step']).doNothing())
        .compile(),
    );
  }

  async of(organization: string): Promise<ReadonlySet<string>> {
    const rows = await this.#database.db
      .selectFrom('milestone')
      .select('step')
      .where('organization', '=', organization)
      .execute();
    return new Set(rows.map(({ step }) => step));
  }
}
