import type { LogKind, LogOutcome, LogRow } from '../api/live-log.ts';

export const KINDS = ['token', 'exchange', 'decision', 'systemUser', 'registry'] as const satisfies readonly LogKind[];
const OUTCOMES = ['ok', 'refused', 'failed'] as const satisfies readonly LogOutcome[];

/** What is looked for. It stands in the address, so that it can be sent to somebody. */
export interface Filter {
  readonly client: string;
  readonly kind: LogKind | '';
  readonly outcome: LogOutcome | '';
  readonly text: string;
}

export const filterIn = (query: URLSearchParams): Filter => ({
  client: query.get('client') ?? '',
  kind: KINDS.find((kind) => kind === query.get('kind')) ?? '',
  outcome: OUTCOMES.find((outcome) => outcome === query.get('outcome')) ?? '',
  text: query.get('text') ?? '',
});

/** The address with a part of the filter changed; what is in it besides stays. */
export function withFilter(query: URLSearchParams, change: Partial<Filter>): URLSearchParams {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value === '') changed.delete(name);
    else changed.set(name, value);
  }
  return changed;
}

const texts = new WeakMap<LogRow, string>();

function textOf(row: LogRow): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const text = JSON.stringify(row).toLowerCase();
  texts.set(row, text);
  return text;
}

/** The rows that fit. */
export function filtered(rows: readonly LogRow[], { client, kind, outcome, text }: Filter): readonly LogRow[] {
  const wanted = text.trim().toLowerCase();
  if (client === '' && kind === '' && outcome === '' && wanted === '') return rows;
  return rows.filter(
    (row) =>
      (client === '' || row.clientId === client) &&
      (kind === '' || row.kind === kind) &&
      (outcome === '' || row.outcome === outcome) &&
      (wanted === '' || textOf(row).includes(wanted)),
  );
}
