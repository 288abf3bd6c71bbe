/** What a change does to a text, line by line. */

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Lines shown before and after a change. */
const CONTEXT = 2;
/** Beyond so many cells the middle is shown as replaced as a whole. */
const MAX_CELLS = 4_000_000;

/** The lines that differ, with some around them; undefined stands where lines are left out. Nothing when the texts are the same. */
export function lineDiff(before: string, after: string): readonly (DiffLine | undefined)[] {
  if (before === after) return [];
  return withContext(differences(before.split(/\r?\n/), after.split(/\r?\n/)));
}

function differences(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return [...before.slice(0, start).map(same), ...middle(old, fresh), ...before.slice(before.length - end).map(same)];
}

/** By the longest common subsequence. */
function middle(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  const width = fresh.length + 1;
  if ((old.length + 1) * width > MAX_CELLS) return [...old.map(removed), ...fresh.map(added)];
  const common = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = fresh.length - 1; column >= 0; column -= 1)
      common[row * width + column] =
        old[row] === fresh[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < fresh.length) {
    const [left, right] = [old[row], fresh[column]];
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left });
      row += 1;
      column += 1;
    } else if (left !== undefined && (right === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(removed(left));
      row += 1;
    } else {
      lines.push(added(right ?? ''));
      column += 1;
    }
  }
  return lines;
}

function withContext(lines: readonly DiffLine[]): readonly (DiffLine | undefined)[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries())
    if (kind !== 'same') for (let place = index - CONTEXT; place <= index + CONTEXT; place += 1) near.add(place);
  const shown: (DiffLine | undefined)[] = [];
  for (const [index, line] of lines.entries())
    if (near.has(index)) shown.push(line);
    else if (index === 0 || near.has(index - 1)) shown.push(undefined);
  return shown;
}
