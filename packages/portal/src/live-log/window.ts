/** Which rows of a long table stand in sight, where some are higher than others and one may be unfolded. */
export interface Geometry {
  /** Where each row begins while none is unfolded, and last where they end; px. See {@link topsOf}. */
  readonly tops: Float64Array;
  /** The row that is unfolded, and how much higher that makes it. */
  readonly open: number | undefined;
  readonly openHeight: number;
}

/** Rows above and below what is in sight: somebody who goes on with Tab always finds the next. */
export const BEYOND = 10;

/** Where rows of these heights begin, and last where they end. */
export function topsOf<T>(rows: readonly T[], heightOfRow: (row: T) => number): Float64Array {
  const tops = new Float64Array(rows.length + 1);
  let top = 0;
  rows.forEach((row, place) => {
    top += heightOfRow(row);
    tops[place + 1] = top;
  });
  return tops;
}

/** Where a row begins, in px. */
export const topOf = (row: number, { tops, open, openHeight }: Geometry): number =>
  (tops[row] ?? 0) + (open !== undefined && row > open ? openHeight : 0);

/** The height of all rows. */
export const heightOf = (geometry: Geometry): number => topOf(geometry.tops.length - 1, geometry);

/**
 * The rows to draw: those in sight and some beyond.
 * @param keep one that stays drawn wherever it is, since it has the focus
 */
export function drawn(geometry: Geometry, scrolled: number, height: number, keep?: number): readonly number[] {
  const rows = geometry.tops.length - 1;
  const first = Math.max(0, rowAt(scrolled, geometry) - BEYOND);
  const last = Math.min(rows - 1, rowAt(scrolled + height, geometry) + BEYOND);
  const all: number[] = [];
  for (let row = first; row <= last; row += 1) all.push(row);
  for (const one of [keep, geometry.open]) if (one !== undefined && one < rows) all.push(one);
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The rows that are in sight whole: the first and the last, from 0; where none is, the one that is looked at. @param height of what rows are seen through, px */
export function inSight(geometry: Geometry, scrolled: number, height: number): readonly [first: number, last: number] {
  // A scrolled place is a whole number of px, and a row need not be.
  const top = rowAt(scrolled + 1, geometry);
  const first = topOf(top, geometry) >= scrolled - 1 ? top : top + 1;
  const bottom = rowAt(scrolled + height, geometry);
  const last = topOf(bottom + 1, geometry) <= scrolled + height + 1 ? bottom : bottom - 1;
  return last < first ? [top, top] : [first, last];
}

/** The last row that begins at or above the place, by halving. */
function rowAt(place: number, geometry: Geometry): number {
  let low = 0;
  let high = geometry.tops.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (topOf(middle, geometry) <= place) low = middle;
    else high = middle;
  }
  return low;
}
