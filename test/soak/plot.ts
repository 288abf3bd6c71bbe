/** A picture of a run: what was answered and refused each second, what each process took of memory, and what was done meanwhile. */
import type { Disturbance, Second } from './ledger.ts';
import type { Life } from './nodes.ts';

export interface Run {
  readonly title: string;
  readonly begun: number;
  readonly ended: number;
  readonly seconds: readonly Second[];
  readonly disturbances: readonly Pick<Disturbance, 'kind' | 'begun' | 'ended'>[];
  readonly lives: readonly Life[];
}

const [WIDTH, LEFT, RIGHT] = [1200, 60, 20];
const PANELS = { requests: { top: 190, height: 200 }, memory: { top: 440, height: 160 } } as const;
const HEIGHT = 660;
const COLOURS = { answered: '#0062ba', unavailable: '#b35900', lost: '#c01b1b' } as const;
const NODES = ['#0062ba', '#1f6e43', '#7a3e9d'] as const;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
const round = (value: number): string => value.toFixed(1);

/** @returns an SVG document */
export function plot(run: Run): string {
  const span = Math.max(1, run.ended - run.begun);
  const x = (ms: number): number => LEFT + ((ms - run.begun) / span) * (WIDTH - LEFT - RIGHT);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#1e2b3c">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="24" font-size="16">${escaped(run.title)}</text>
${bands(run, x)}
${requests(run, x)}
${memory(run, x)}
${minutes(run, x)}
</svg>
`;
}

type X = (ms: number) => number;

/** Names stand in turned text above, one each time a kind comes. */
const bands = ({ disturbances }: Run, x: X): string =>
  disturbances
    .map(({ kind, begun, ended }) => {
      const [from, width] = [x(begun), Math.max(1.5, x(ended) - x(begun))];
      return `<rect x="${round(from)}" y="180" width="${round(width)}" height="${PANELS.memory.top + PANELS.memory.height - 180}" fill="#f2d9c4" fill-opacity=".6"/>
<text transform="translate(${round(from + 4)} 174) rotate(-60)" font-size="10">${escaped(kind)}</text>`;
    })
    .join('\n');

function requests({ seconds, begun }: Run, x: X): string {
  const { top, height } = PANELS.requests;
  const most = Math.max(1, ...seconds.map(({ answered }) => answered));
  const y = (value: number): number => top + height - (value / most) * height;
  const lines = (Object.keys(COLOURS) as (keyof typeof COLOURS)[]).map((kind) => {
    const points = seconds.map((second, at) => `${round(x(begun + at * 1000))},${round(y(second[kind]))}`);
    return `<polyline fill="none" stroke="${COLOURS[kind]}" stroke-width="1.2" points="${points.join(' ')}"/>`;
  });
  const legend = Object.entries({
    answered: 'answered',
    unavailable: '503 with Retry-After',
    lost: 'connection broken',
  }).map(
    ([kind, words], at) =>
      `<text x="${LEFT + 8 + at * 190}" y="${top + height + 18}" fill="${COLOURS[kind as keyof typeof COLOURS]}">— ${words}, each second</text>`,
  );
  return [axis(top, height, String(most)), ...lines, ...legend].join('\n');
}

function memory({ lives }: Run, x: X): string {
  const { top, height } = PANELS.memory;
  const most = Math.max(1, ...lives.flatMap(({ samples }) => samples.map(({ mebibytes }) => mebibytes)));
  const y = (value: number): number => top + height - (value / most) * height;
  const lines = lives.map(({ node, samples }) => {
    const points = samples.map(({ at, mebibytes }) => `${round(x(at))},${round(y(mebibytes))}`);
    return `<polyline fill="none" stroke="${NODES[node]}" stroke-width="1.2" points="${points.join(' ')}"/>`;
  });
  const legend = NODES.map(
    (colour, node) =>
      `<text x="${LEFT + 8 + node * 190}" y="${top + height + 30}" fill="${colour}">— memory of node ${node}</text>`,
  );
  return [axis(top, height, `${Math.ceil(most)} MiB`), ...lines, ...legend].join('\n');
}

const axis = (top: number, height: number, most: string): string =>
  `<path d="M${LEFT} ${top}V${top + height}H${WIDTH - RIGHT}" fill="none" stroke="#68707c"/>
<text x="${LEFT - 6}" y="${top + 10}" text-anchor="end">${most}</text><text x="${LEFT - 6}" y="${top + height}" text-anchor="end">0</text>`;

function minutes({ begun, ended }: Run, x: X): string {
  const count = Math.floor((ended - begun) / 60_000);
  const y = PANELS.memory.top + PANELS.memory.height + 14;
  return Array.from(
    { length: count + 1 },
    (_, at) => `<text x="${round(x(begun + at * 60_000))}" y="${y}" text-anchor="middle">${at} min</text>`,
  ).join('\n');
}
