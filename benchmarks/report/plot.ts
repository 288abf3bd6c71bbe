/** What was measured as drawings: horizontal bars, and the frame that every drawing has. */

export interface Plot {
  readonly title: string;
  readonly bars: readonly (readonly [name: string, value: number])[];
  /** A line at what is wanted. */
  readonly wanted?: number;
}

const WIDTH = 860;
const BAR = 16;
const ROW = 40;
const TOP = 48;
const RIGHT = 110;

/** As text in a drawing. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** With three figures that say something, and thousands apart. */
export const shown = (value: number): string =>
  value >= 100
    ? Math.round(value).toLocaleString('en-GB')
    : value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });

/** @returns the text of a file of its own; what it shows is told in words for who cannot see it */
export function svgOf({ title, bars, wanted }: Plot): string {
  const most = Math.max(...bars.map(([, value]) => value), wanted ?? 0) || 1;
  const place = (value: number): number => Math.round((value / most) * (WIDTH - RIGHT));
  const height = TOP + bars.length * ROW;
  const rows = bars.flatMap(([name, value], index) => {
    const y = TOP + index * ROW;
    return [
      `<text x="0" y="${y}">${escaped(name)}</text>`,
      `<rect x="0" y="${y + 5}" width="${Math.max(1, place(value))}" height="${BAR}"/>`,
      `<text class="value" x="${place(value) + 8}" y="${y + 18}">${shown(value)}</text>`,
    ];
  });
  const line =
    wanted === undefined
      ? []
      : [
          `<path d="M${place(wanted)} ${TOP - 14}V${height}"/>`,
          `<text class="value" x="${place(wanted) + 8}" y="${TOP - 16}">wanted: ${shown(wanted)}</text>`,
        ];
  return svgDocument({
    width: WIDTH,
    height,
    title,
    told: bars.map(([name, value]) => `${name} ${shown(value)}`).join('; '),
    parts: [...rows, ...line],
  });
}

/** A drawing with its title, in the light and in the dark: `rect` and `circle` are what was measured, `path` what is wanted. */
export function svgDocument(drawing: {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What it shows, for who cannot see it. */
  readonly told: string;
  readonly parts: readonly string[];
}): string {
  const { width, height, title, told, parts } = drawing;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(`${title}: ${told}`)}">`,
    '<style>text{font:13px system-ui,sans-serif;fill:#1e2b3c}.title{font-weight:600;font-size:15px}.value{font-variant-numeric:tabular-nums}.end{text-anchor:end}rect,circle{fill:#0062ba}circle{fill-opacity:.5}path{stroke:#b3253a;stroke-dasharray:4 3}@media(prefers-color-scheme:dark){text{fill:#e9ecf1}rect,circle{fill:#6cb2f0}path{stroke:#f08c96}}</style>',
    `<text class="title" x="0" y="18">${escaped(title)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}
