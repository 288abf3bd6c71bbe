/** Which rows of a long table stand in sight, where each has the same height but the one that is unfolded. */
export interface Geometry {
  readonly rows: number;
  /** px */
  readonly rowHeight: number;
  /** The row that is unfolded, and how much higher that makes it. */
  readonly open: number | undefined;
  readonly openHeight: number;
}

/** Rows above and below what is in sight: somebody who goes on with Tab always finds the next. */
export const BEYOND = 10;

/** Where a row begins, in px. */
export const topOf = (row: number, { rowHeight, open, openHeight }: Geometry): number =>
  row * rowHeight + (open !== undefined && row > open ? openHeight : 0);

/** The height of all rows. */
export const heightOf = (geometry: Geometry): number => topOf(geometry.rows, geometry);

/**
 * The rows to draw: those in sight and some beyond.
 * @param keep one that stays drawn wherever it is, since it has the focus
 */
export function drawn(geometry: Geometry, scrolled: number, height: number, keep?: number): readonly number[] {
  const { rows, rowHeight, open, openHeight } = geometry;
  const openEnd = open === undefined ? 0 : topOf(open, geometry) + rowHeight + openHeight;
  const above =
    open !== undefined && scrolled > openEnd - openHeight ? Math.min(openHeight, scrolled - (openEnd - openHeight)) : 0;
  const first = Math.max(0, Math.floor((scrolled - above) / rowHeight) - BEYOND);
  const last = Math.min(rows - 1, first + Math.ceil(height / rowHeight) + 2 * BEYOND);
  const all: number[] = [];
  for (let row = first; row <= last; row += 1) all.push(row);
  for (const one of [keep, open]) {
    if (one === undefined || one >= rows || (one >= first && one <= last)) continue;
    if (one < first) all.unshift(one);
    else all.push(one);
  }
  return [...new Set(all)].sort((a, b) => a - b);
}
