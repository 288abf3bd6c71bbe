/** What is shown of the audit log: entries with names, and whether it is whole. */
import type { AuditLog } from './audit.ts';
import type { AuditLine, Checkpoint } from './chain.ts';
import { idsIn, type NamesDeps, type Naming, namesFor, type Reader } from './names.ts';
import { refuse } from './refusals.ts';
import type { StoredEntry } from './store.ts';

/** @throws Refusal `checkpoint-malformed` */
export async function verdictOf(audit: Pick<AuditLog, 'verify'>, checkpoint: string | undefined) {
  const { last, fault } = await audit.verify(checkpoint === undefined ? undefined : placeIn(checkpoint));
  return { isWhole: fault === undefined, last, ...(fault === undefined ? {} : { fault }) };
}

/** @throws Refusal `checkpoint-malformed` */
function placeIn(checkpoint: string): Checkpoint {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(checkpoint) ?? [];
  if (position === undefined || hash === undefined)
    throw refuse('checkpoint-malformed', `${JSON.stringify(checkpoint.slice(0, 80))} is not position:hash`);
  return { position: Number(position), hash };
}

/** Entries as they are shown, with what those in them are called. */
export async function rowsOf(entries: readonly StoredEntry[], reader: Reader, deps: NamesDeps) {
  const rows = entries.map(rowOf);
  const nameOf = await namesFor(rows, reader, deps);
  return rows.map((row) => {
    const names = [...idsIn(row)].flatMap((id) => {
      const name = nameOf(id);
      return name === undefined ? [] : [[id, name] as const];
    });
    const personName = row.by.person === undefined ? undefined : nameOf(row.by.person);
    return {
      ...row,
      ...(personName === undefined ? {} : { personName }),
      ...(names.length === 0 ? {} : { names: Object.fromEntries(names) }),
    };
  });
}

function rowOf({ text: entry, hash }: StoredEntry): AuditLine & Naming {
  const { previous: _, ...row } = JSON.parse(entry) as AuditLine & Naming;
  return { ...row, hash };
}
