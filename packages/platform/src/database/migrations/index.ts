import type { Migration } from 'kysely/migration';
import * as signingKeys from './0010-signing-keys.ts';

/** The one migration history, in order. Names are for ever: a migration that has landed is never changed, a new one is added. */
export const migrations: Record<string, Migration> = {
  '0010-signing-keys': signingKeys,
};
