// `npm run mutation [-- --only=grant,jws]`: changes what decides over access, one change at a time, and runs the tests that hold it. What no test
// notices is listed in mutation/<area>.txt. Fails when fewer than 90 in 100 changes of an area are noticed. Not a part of npm test.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { env, install, node, root } from './setup.mjs';

const WANTED = 90;
const tools = join(root, 'scripts', 'mutation');
const out = join(root, 'mutation');

const platform = (folder, names) => names.map((name) => `packages/platform/src/${folder}/${name}`);
const engine = (names) => names.map((name) => `packages/xacml/src/${name}`);
/** What is changed, and the tests that have to notice. */
const AREAS = {
  combining: {
    mutate: engine(['engine/combining.ts']),
    tests: engine(['engine/combining.test.ts']),
  },
  decisions: {
    mutate: platform('authorization', ['decide.ts']),
    tests: platform('authorization', ['decide.test.ts']),
  },
  jws: {
    mutate: platform('foundation', ['jose.ts']),
    tests: platform('foundation', ['jose.test.ts']),
  },
  grant: {
    mutate: platform('maskinporten', ['grant.ts', 'claims.ts']),
    tests: platform('maskinporten', ['grant-told.test.ts']),
  },
  scopes: {
    mutate: [...platform('maskinporten', ['entitlement.ts']), ...platform('selfservice', ['scope-rules.ts'])],
    tests: [...platform('maskinporten', ['entitlement.test.ts']), ...platform('selfservice', ['scope-rules.test.ts'])],
  },
};

const configuration = (name) => ({
  testRunner: 'vitest',
  plugins: [join(tools, 'node_modules', '@stryker-mutator', 'vitest-runner', 'dist', 'src', 'index.js')],
  vitest: { configFile: join('scripts', 'mutation', 'vitest.config.ts'), related: false },
  mutate: AREAS[name].mutate,
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: join(out, `${name}.json`) },
  coverageAnalysis: 'perTest',
  tempDirName: join(out, 'sandbox'),
  ignorePatterns: [
    '/docs',
    '**/dist',
    '/release',
    '/mutation',
    '/packages/portal',
    'scripts/*/node_modules',
    '/test/runtimes',
  ],
  // It would be written anew with a compiler that has an interface for programs; the tests need none.
  tsconfigFile: 'none.json',
  allowConsoleColors: false,
});

function changesOf(name) {
  const file = join(out, `${name}.config.json`);
  writeFileSync(file, JSON.stringify(configuration(name)));
  const stryker = join(tools, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const tests = AREAS[name].tests.join(',');
  const { status } = spawnSync(node, [stryker, 'run', file], {
    cwd: root,
    env: { ...env, PORTVAKT_MUTATION_TESTS: tests },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(1);
  const { files } = JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8'));
  return Object.entries(files).flatMap(([path, { mutants, source }]) => {
    const lines = source.split('\n');
    return mutants.map((mutant) => ({ ...mutant, path, line: lines[mutant.location.start.line - 1].trim() }));
  });
}

/** @returns how many in 100 were noticed */
function scoreOf(name) {
  const changes = changesOf(name).filter(({ status }) => status !== 'CompileError' && status !== 'Ignored');
  const left = changes.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const told = left.map(
    ({ path, location, status, mutatorName, line, replacement }) =>
      `${path}:${location.start.line}:${location.start.column} ${mutatorName}${status === 'NoCoverage' ? ', not run by any test' : ''}\n  ${line}\n  → ${replacement}\n`,
  );
  writeFileSync(join(out, `${name}.txt`), told.join('\n'));
  return { all: changes.length, left: left.length, score: 100 - (100 * left.length) / changes.length };
}

const { values: given } = parseArgs({ options: { only: { type: 'string' } } });
const names = given.only?.split(',') ?? Object.keys(AREAS);
const unknown = names.filter((name) => !(name in AREAS));
if (unknown.length > 0) {
  console.error(`There is no area ${unknown.join(', ')}. There are ${Object.keys(AREAS).join(', ')}.`);
  process.exit(1);
}
install();
if (!existsSync(join(tools, 'node_modules'))) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: tools,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(1);
}
mkdirSync(out, { recursive: true });
const rows = names.map((name) => ({ name, ...scoreOf(name) }));
rmSync(join(out, 'sandbox'), { recursive: true, force: true });
console.log('| area | changes | not noticed | noticed |\n| --- | ---: | ---: | ---: |');
for (const { name, all, left, score } of rows) console.log(`| ${name} | ${all} | ${left} | ${score.toFixed(1)} % |`);
const short = rows.filter(({ score }) => score < WANTED);
if (short.length > 0) console.error(`Wanted: ${WANTED} %. See mutation/*.txt for what no test notices.`);
process.exitCode = short.length === 0 ? 0 : 1;
