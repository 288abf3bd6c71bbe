/** What a column is sorted by; what has no value comes last either way. */
export type SortKey = string | number | undefined;

export interface Sorting {
  readonly column: string;
  readonly down: boolean;
}

/** The rows in order; equal ones as they were. */
export function sortedBy<T>(rows: readonly T[], key: (row: T) => SortKey, down: boolean): readonly T[] {
  const words = new Intl.Collator('nb', { numeric: true, sensitivity: 'base' });
  const keyed = rows.map((row) => ({ row, key: key(row) }));
  const inOrder = keyed.toSorted(({ key: a }, { key: b }) => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b));
    return down ? -order : order;
  });
  return inOrder.map(({ row }) => row);
}
