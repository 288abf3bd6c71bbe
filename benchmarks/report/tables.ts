/** The Markdown tables in what a benchmark prints. */

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const cellsOf = (line: string): readonly string[] =>
  line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

/** In their order; a table is a line of cells, one of dashes, and the lines of cells below. */
export function tablesIn(text: string): readonly Table[] {
  const lines = text.split('\n').map((line) => line.trim());
  const tables: Table[] = [];
  for (const [index, line] of lines.entries()) {
    const head = lines[index - 1];
    if (!/^\|( *:?-+:? *\|)+$/.test(line) || head === undefined) continue;
    const below = lines.slice(index + 1);
    const end = below.findIndex((one) => !one.startsWith('|'));
    tables.push({ head: cellsOf(head), rows: below.slice(0, end < 0 ? undefined : end).map(cellsOf) });
  }
  return tables;
}

/** The number that a cell begins with, thousands by commas or not; undefined when there is none. */
function numberIn(cell: string | undefined): number | undefined {
  const [digits] = /^-?\d[\d,]*(?:\.\d+)?/.exec(cell?.replace(/^`|`$/g, '') ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}

/** The names and numbers of one column, of the rows that have one. */
export function column(table: Table, name: string): readonly (readonly [row: string, value: number])[] {
  const at = table.head.indexOf(name);
  return table.rows.flatMap((cells) => {
    const value = at < 0 ? undefined : numberIn(cells[at]);
    return value === undefined ? [] : [[(cells[0] ?? '').replaceAll('`', ''), value] as const];
  });
}

/** A table as Markdown, numbers to the right. */
export const written = ({ head, rows }: Table): string =>
  [head, head.map((_name, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
