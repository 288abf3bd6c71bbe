/**
 * Every benchmark in one run, beside the machine's own limits: writes docs/benchmarks.md and a plot of each table in docs/benchmarks/.
 * Run: npm run benchmark [-- --quick] [-- --only=token,xacml]; with `--only` the page is printed, and no file is written.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Limit, measureLimits } from './report/limits.ts';
import { PLAN, type Planned } from './report/plan.ts';
import { shown, svgOf } from './report/plot.ts';
import { column, type Table, tablesIn, written } from './report/tables.ts';

const { values: given } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
const only = given.only?.split(',');
const plan = PLAN.filter(({ script }) => !only || only.includes(script));
const unknown = only?.filter((name) => !PLAN.some(({ script }) => script === name)) ?? [];
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are ${PLAN.map(({ script }) => script).join(', ')}.`,
  );
  process.exit(1);
}
const docs = join(import.meta.dirname, '..', 'docs');
const pictures = join(docs, 'benchmarks');
const began = Date.now();

/** Those that broke off; what the others measured is written all the same. */
const failed: string[] = [];

/** What a benchmark prints, or how it broke off; it is said how long it has taken so far. */
async function printedBy({ script, quick, args }: Planned, place: string): Promise<string> {
  const line = ['run', '--silent', script, '--', ...(args ?? []), ...(given.quick ? (quick ?? []) : [])];
  const child = spawn('npm', line, { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const start = Date.now();
  const tell = () => process.stderr.write(`\r${place} ${script}: ${Math.round((Date.now() - start) / 1000)} s `);
  tell();
  const beat = setInterval(tell, process.stderr.isTTY ? 1_000 : 30_000);
  const [code] = await once(child, 'close');
  clearInterval(beat);
  process.stderr.write('\n');
  if (code === 0) return text;
  failed.push(script);
  process.stderr.write(text.slice(-2_000));
  return `${text.trimEnd()}\n\nIt ended with ${code}.\n`;
}

/** A table with a further column: each figure by what the machine can do. */
function beside(table: Table, name: string, limit: Limit): Table {
  const values = new Map(column(table, name));
  const ratio = (row: string): string => {
    const value = values.get(row.replaceAll('`', ''));
    return value === undefined ? '' : shown(value / limit.value);
  };
  return {
    head: [...table.head, `by ${limit.name}`],
    rows: table.rows.map((cells) => [...cells, ratio(cells[0] ?? '')]),
  };
}

/** A part of the page; its plots are written. */
function partOf(one: Planned, text: string, limits: Awaited<ReturnType<typeof measureLimits>>): string {
  const rest = text
    .split('\n')
    .filter((line) => !line.startsWith('|'))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  const tables = tablesIn(text).map((table, index) => {
    const plot = one.plots.find((candidate) => table.head.includes(candidate.column));
    const bars = plot ? column(table, plot.column) : [];
    if (!plot || bars.length === 0) return written(table);
    const file = `${one.script}-${index + 1}.svg`;
    const title = `${one.title}: ${plot.column}`;
    if (!only)
      writeFileSync(join(pictures, file), svgOf({ title, bars, ...(plot.wanted ? { wanted: plot.wanted } : {}) }));
    const shownTable = plot.limit ? beside(table, plot.column, limits[plot.limit]) : table;
    return `![${title}](benchmarks/${file})\n\n${written(shownTable)}`;
  });
  const told = rest === '' ? [] : [`\`\`\`text\n${rest}\n\`\`\``];
  return [`## ${one.title}`, `\`npm run ${one.script} -w portvakt-benchmarks\``, ...tables, ...told].join('\n\n');
}

if (!only) {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures);
}
const [load = 0] = loadavg();
process.stderr.write("the machine's limits …\n");
const limits = await measureLimits();
const parts: string[] = [];
for (const [index, one] of plan.entries())
  parts.push(partOf(one, await printedBy(one, `${index + 1} of ${plan.length}`), limits));
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}, ${process.platform}`;
const head = `# Benchmarks

Written by \`npm run benchmark${given.quick ? ' -- --quick' : ''}\` on ${new Date(began).toISOString().slice(0, 10)} at ${commit}: ${machine}, load ${load.toFixed(1)} before it began, ${Math.round((Date.now() - began) / 60_000)} minutes.
How each is measured: [benchmarks/README.md](../benchmarks/README.md). Compare ratios, not figures: machines differ, and a column "by …" divides by what this one could do in the same run.

## What the machine can do

${written({ head: ['what', 'measured'], rows: Object.values(limits).map(({ name, value, unit }) => [name, `${shown(value)}${unit}`]) })}`;
const page = `${[head, ...parts].join('\n\n')}\n`;
if (only) console.log(page);
else {
  writeFileSync(join(docs, 'benchmarks.md'), page);
  console.log('docs/benchmarks.md is written, with its plots in docs/benchmarks/.');
}
if (failed.length > 0) {
  console.error(`Broke off: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
