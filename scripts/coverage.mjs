// `npm run coverage [-- packages/xacml]`: runs the tests that lie beside the sources, and prints how many of the branches they take, room by
// room, and the files with most branches that none takes. What only whole commands and the portal in Chromium run is not counted.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, env, install, root } from './setup.mjs';

const WORST = 20;
/** Those that are not run as a whole alone: the portal is, and the guide. */
const PACKAGES = ['altinn-jwks', 'client', 'platform', 'portvakt', 'xacml'].map((name) => `packages/${name}`);
const named = process.argv.slice(2);
const wanted = named.length === 0 ? PACKAGES : named;
const out = join(root, 'coverage');
install();
build();
const { status } = spawnSync(
  'vitest',
  [
    ...['run', '--project', 'sqlite', '--reporter', 'dot'],
    ...['--coverage.enabled', '--coverage.provider', 'v8', '--coverage.reporter', 'json-summary'],
    ...wanted.flatMap((folder) => ['--coverage.include', `${folder}/**/*.ts`]),
    ...['**/*.test.ts', '**/*harness.ts', '**/{dist,generated,test,testing,samples}/**'].flatMap((left) => [
      '--coverage.exclude',
      left,
    ]),
    ...['--coverage.reportsDirectory', out, '--coverage.reportOnFailure'],
    ...named,
  ],
  { cwd: root, env: { ...env, PORTVAKT_TESTS: 'all' }, stdio: 'inherit', shell: process.platform === 'win32' },
);
const { total, ...files } = JSON.parse(readFileSync(join(out, 'coverage-summary.json'), 'utf8'));
const seen = Object.entries(files).map(([path, { branches, lines }]) => ({
  path: relative(root, path),
  branches,
  lines,
}));
const roomOf = (path) =>
  path.split(/[\\/]src[\\/]/)[0].replace(/^packages./, '') +
  (/[\\/]src[\\/]([^\\/]+)[\\/]/.exec(path)?.[1].replace(/^/, '/') ?? '');

const sum = (all, what) =>
  all.reduce(
    (counts, one) => ({ covered: counts.covered + one[what].covered, total: counts.total + one[what].total }),
    { covered: 0, total: 0 },
  );
const share = ({ covered, total }) => (total === 0 ? '' : `${((100 * covered) / total).toFixed(1)} %`);
const row = (name, all) => {
  const [branches, lines] = [sum(all, 'branches'), sum(all, 'lines')];
  console.log(`| ${name} | ${branches.covered} of ${branches.total} | ${share(branches)} | ${share(lines)} |`);
};

console.log('\n| room | branches taken | | lines run |\n| --- | ---: | ---: | ---: |');
for (const [room, all] of [...Map.groupBy(seen, ({ path }) => roomOf(path))].sort(([a], [b]) => a.localeCompare(b)))
  row(room, all);
row('all', seen);

const missed = ({ branches }) => branches.total - branches.covered;
console.log('\n| most branches that no test here takes | |\n| --- | ---: |');
for (const one of seen.sort((a, b) => missed(b) - missed(a)).slice(0, WORST))
  console.log(`| ${one.path} | ${missed(one)} of ${one.branches.total} |`);
process.exit(status ?? 1);
