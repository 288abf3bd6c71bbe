import type { SigningKeyTable } from './tables/signing-keys.ts';

/** Every table. Each room keeps its rows' shapes in `tables/<room>.ts` beside its migrations. */
export interface Tables {
  signing_key: SigningKeyTable;
}
