/** A picture of how long revocations took to show: each sample a dot, by what was taken away. */
import { escaped, shown, svgDocument } from '../report/plot.ts';

export interface Row {
  readonly name: string;
  /** ms */
  readonly samples: readonly number[];
}

const [WIDTH, LEFT, RIGHT, TOP, STEP] = [860, 160, 60, 60, 70];

/** @param wanted the line that 99 of 100 should be left of, ms @returns an SVG document */
export function plot(title: string, rows: readonly Row[], wanted: number): string {
  const most = Math.max(wanted * 1.25, ...rows.flatMap(({ samples }) => samples));
  const x = (ms: number) => (LEFT + (ms / most) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const bottom = TOP + rows.length * STEP;
  const dots = rows.flatMap(({ name, samples }, at) => {
    const y = TOP + at * STEP + STEP / 2;
    const each = samples.map(
      // Side by side where they are alike.
      (ms, place) => `<circle cx="${x(ms)}" cy="${y + ((place % 9) - 4) * 4}" r="2.5"/>`,
    );
    return [`<text class="end" x="${LEFT - 12}" y="${y + 4}">${escaped(name)}</text>`, ...each];
  });
  const marks = [0, wanted, most].map(
    (ms) => `<text class="value" x="${x(ms)}" y="${bottom + 18}">${shown(ms)} ms</text>`,
  );
  return svgDocument({
    width: WIDTH,
    height: bottom + 34,
    title,
    told: rows.map(({ name, samples }) => `${name} at most ${shown(Math.max(...samples))} ms`).join('; '),
    parts: [`<path d="M${x(wanted)} ${TOP - 10}V${bottom}"/>`, ...marks, ...dots],
  });
}
