// Counts which checklist lines of docs/contracts are named by a test (`maskinporten#32`, `maskinporten#32-35`, `maskinporten#32,34`), prints
// those that none names, and fails when a test names a line that does not exist.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

const CHECKLIST = /^#{2,3} .*checklist/i;
/** A row `| 12 | … |` of a table or an item `12. …` of a list. */
const LINE = /^(?:\|\s*(\d+)\s*\|(.*)\|\s*$|(\d+)\.\s+(.*))/;
const NAMED = /\b([a-z][a-z-]+)#(\d+(?:\s*[-–,]\s*\d+)*)/g;

/** The numbered lines of one contract's checklist: number to text. */
export function checklist(markdown) {
  const rows = markdown.split('\n');
  const start = rows.findIndex((row) => CHECKLIST.test(row));
  const lines = new Map();
  if (start < 0) return lines;
  for (const row of rows.slice(start + 1)) {
    if (/^## /.test(row)) break;
    const found = LINE.exec(row);
    if (found) lines.set(Number(found[1] ?? found[3]), (found[2] ?? found[4]).replaceAll('|', ' ').trim());
  }
  return lines;
}

/** Every line that a text names, as contract and number. */
export function* named(text) {
  for (const [, contract, list] of text.matchAll(NAMED)) {
    for (const part of list.split(',')) {
      const [first, last] = part.split(/[-–]/).map(Number);
      for (let line = first; line <= (last ?? first); line += 1) yield { contract, line };
    }
  }
}

function* tests(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', '.git'].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* tests(path);
    else if (/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** All checklists, and who names what: `claims` holds `contract#line` to the files that name it. */
export function readClaims() {
  const folder = join(root, 'docs', 'contracts');
  const contracts = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => [name.slice(0, -3), checklist(readFileSync(join(folder, name), 'utf8'))]),
  );
  const claims = new Map();
  for (const path of tests(root)) {
    for (const { contract, line } of named(readFileSync(path, 'utf8'))) {
      if (!contracts.has(contract)) continue;
      const key = `${contract}#${line}`;
      claims.set(key, [...(claims.get(key) ?? []), relative(root, path)]);
    }
  }
  return { contracts, claims };
}

function report() {
  const { contracts, claims } = readClaims();
  let proven = 0;
  let total = 0;
  for (const [contract, lines] of contracts) {
    const missing = [...lines].filter(([line]) => !claims.has(`${contract}#${line}`));
    proven += lines.size - missing.length;
    total += lines.size;
    console.log(`${contract.padEnd(28)} ${String(lines.size - missing.length).padStart(3)} of ${lines.size}`);
    for (const [line, text] of missing) console.log(`   no test names ${contract}#${line}: ${text.slice(0, 140)}`);
  }
  console.log(`${'all'.padEnd(28)} ${String(proven).padStart(3)} of ${total}`);
  const unknown = [...claims].filter(([key]) => {
    const [contract, line] = key.split('#');
    return !contracts.get(contract).has(Number(line));
  });
  for (const [key, files] of unknown)
    console.error(`there is no line ${key}; it is named in ${[...new Set(files)].join(', ')}`);
  if (unknown.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) report();
