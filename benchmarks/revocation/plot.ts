/** A picture of how long revocations took to show: each sample a dot, by what was taken away. */

export interface Row {
  readonly name: string;
  /** ms */
  readonly samples: readonly number[];
}

const [WIDTH, LEFT, RIGHT, TOP, STEP] = [900, 190, 30, 60, 70];
const COLOUR = '#0062ba';

/** @param wanted the line that 99 of 100 should be left of, ms @returns an SVG document */
export function plot(title: string, rows: readonly Row[], wanted: number): string {
  const most = Math.max(wanted * 1.25, ...rows.flatMap(({ samples }) => samples));
  const x = (ms: number) => (LEFT + (ms / most) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const bottom = TOP + rows.length * STEP;
  const tick = most > 100 ? 50 : 5;
  const ticks = Array.from({ length: Math.floor(most / tick) + 1 }, (_, at) => at * tick).map(
    (ms) => `<text x="${x(ms)}" y="${bottom + 18}" text-anchor="middle">${ms} ms</text>`,
  );
  const dots = rows.flatMap(({ name, samples }, at) => {
    const y = TOP + at * STEP + STEP / 2;
    const each = samples.map(
      // Side by side where they are alike.
      (ms, place) =>
        `<circle cx="${x(ms)}" cy="${y + ((place % 9) - 4) * 4}" r="2.5" fill="${COLOUR}" fill-opacity=".5"/>`,
    );
    return [`<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${name}</text>`, ...each];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 34}" font-family="sans-serif" font-size="12" fill="#1e2b3c">
<rect width="${WIDTH}" height="${bottom + 34}" fill="#fff"/>
<text x="20" y="28" font-size="16">${title}</text>
<path d="M${LEFT} ${TOP - 10}V${bottom}H${WIDTH - RIGHT}" fill="none" stroke="#68707c"/>
<path d="M${x(wanted)} ${TOP - 10}V${bottom}" stroke="#c01b1b" stroke-dasharray="4 3"/><text x="${x(wanted)}" y="${TOP - 16}" text-anchor="middle" fill="#c01b1b">p99 wanted</text>
${[...ticks, ...dots].join('\n')}
</svg>
`;
}
