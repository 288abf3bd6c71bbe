import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';

/** How far a vendor has come with systems of its own. */
export interface VendorProgress {
  /** It has registered a system. */
  readonly registered: boolean;
  /** A customer has approved a system user for one. */
  readonly approved: boolean;
}

/** What the vendor has done, also where it was taken away again later. */
export async function vendorProgress(db: Kysely<Tables>, vendor: string): Promise<VendorProgress> {
  const [system, user] = await Promise.all(
    (['registered_system', 'system_user'] as const).map((table) =>
      db.selectFrom(table).select('vendor').where('vendor', '=', vendor).limit(1).executeTakeFirst(),
    ),
  );
  return { registered: system !== undefined, approved: user !== undefined };
}
