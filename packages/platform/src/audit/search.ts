/** Entries that are looked for, newest first. */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import { newestEntries, type StoredEntry } from './store.ts';

export const AUDIT_KINDS = ['all', 'changes', 'refusals', 'decisions'] as const;

export interface AuditWish {
  /** Only entries before this position. */
  readonly before: number;
  readonly limit: number;
  readonly kind: (typeof AUDIT_KINDS)[number];
  /** On whose behalf. */
  readonly organization?: string | undefined;
  /** Text that is in the entry, in any case. */
  readonly contains?: string | undefined;
}

export interface FoundEntries {
  readonly found: readonly StoredEntry[];
  /** `before` of what has not been looked at yet; undefined when there is nothing more. */
  readonly next: number | undefined;
}

/** Entries that are read at once, and in all, for one answer: what is rare is found in several. */
const READ_AT_ONCE = 1_000;
const MOST_READ = 20_000;

/** Reads backwards until there are enough, or enough has been read. */
export async function searchEntries(db: Kysely<Tables>, wish: AuditWish): Promise<FoundEntries> {
  const { limit, organization } = wish;
  const fits = fitting(wish);
  const found: StoredEntry[] = [];
  let { before } = wish;
  for (let read = 0; read < MOST_READ; read += READ_AT_ONCE) {
    const entries = await newestEntries(db, { before, organization, limit: READ_AT_ONCE });
    for (const entry of entries) {
      before = entry.position;
      if (!fits(entry.text)) continue;
      found.push(entry);
      if (found.length === limit) return { found, next: before };
    }
    if (entries.length < READ_AT_ONCE) return { found, next: undefined };
  }
  return { found, next: before };
}

function fitting({ kind, contains }: AuditWish): (text: string) => boolean {
  const wanted = contains?.toLowerCase();
  return (text) => {
    if (wanted !== undefined && !text.toLowerCase().includes(wanted)) return false;
    return kind === 'all' || kindOf(text) === kind;
  };
}

function kindOf(text: string): string {
  const { outcome, decision } = JSON.parse(text) as { readonly outcome?: unknown; readonly decision?: unknown };
  if (decision !== undefined) return 'decisions';
  return outcome === 'refused' ? 'refusals' : 'changes';
}
