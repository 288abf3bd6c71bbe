/** What is shown of the audit log: entries with names, and whether it is whole. */
import type { Register } from '../register/index.ts';
import type { AuditLog } from './audit.ts';
import type { AuditLine, Checkpoint } from './chain.ts';
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

/** Entries as they are shown, with the names of the persons in them. */
export async function rowsOf(entries: readonly StoredEntry[], register: Pick<Register, 'parties'>) {
  const rows = entries.map(rowOf);
  const persons = await register.parties([...new Set(rows.flatMap(({ by: { person } }) => person ?? []))]);
  return rows.map((row) => {
    const name = row.by.person === undefined ? undefined : persons.get(row.by.person)?.name;
    return name === undefined ? row : { ...row, personName: name };
  });
}

type Row = AuditLine & { readonly by: { readonly person?: string } };

function rowOf({ text: entry, hash }: StoredEntry): Row {
  const { previous: _, ...row } = JSON.parse(entry) as Row;
  return { ...row, hash };
}
