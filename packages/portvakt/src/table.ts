const MAX_CELL = 120;

/** What came over the network plays no tricks on a terminal. */
export const plain = (value: unknown): string =>
  String(value ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, MAX_CELL);

/** Rows under a heading, in columns that are as wide as what stands in them; the last one is not padded. */
export function table(heading: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const lines = [heading, ...rows].map((row) => row.map(plain));
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) => line.map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))))
    .map((line) => line.join('  ').trimEnd())
    .join('\n');
}
