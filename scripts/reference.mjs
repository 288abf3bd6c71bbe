// `npm run reference`: writes docs/api, the reference of every published package, from the doc comments of its doors and the examples in
// examples/api. With --check it writes nothing, and fails when docs/api is out of step with the sources.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { examplesOf, withExamples } from './reference/examples.mjs';
import { env, install, node, root } from './setup.mjs';

const tools = join(root, 'scripts', 'reference');
const place = join(root, 'docs', 'api');
/** Doors for the other packages and their tests: nobody else is promised anything of them. */
const OWN = new Set(['@portvakt/platform/offline', '@portvakt/xacml/json-scanner']);
const isOwn = (door) => OWN.has(door) || door.startsWith('@portvakt/platform/testing');

const shell = process.platform === 'win32';
function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8', shell });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(1);
}

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The sources of what a package can be imported as. */
const doorsOf = ({ name, exports }) =>
  Object.entries(exports).flatMap(([door, { 'portvakt-source': source }]) =>
    source === undefined || isOwn(join(name, door)) ? [] : [source],
  );

/**
 * Each page is called what is imported, not what its source is called; and a type that has the name of a value has one heading with it, to
 * which what leads to the second of the name must lead too.
 */
function corrected(text, door) {
  const headings = [...text.matchAll(/^#+ (\w+)/gm)].map(([, name]) => name.toLowerCase());
  const isOnce = (anchor) => headings.filter((name) => name === anchor).length === 1;
  return text
    .replace(/^# .*$/m, `# ${door}`)
    .replaceAll(/\(#(\w+)-1\)/g, (link, anchor) => (isOnce(anchor) ? `(#${anchor})` : link));
}

function write(folder, manifest, out) {
  const doors = doorsOf(manifest);
  if (doors.length === 0) return;
  const options = {
    name: manifest.name,
    entryPoints: doors.map((door) => join(folder, door)),
    tsconfig: join(folder, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    out,
    router: 'module',
    readme: 'none',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    disableSources: true,
    // What every Error has is Node's to describe.
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    // They are checked by the repository's own compiler.
    skipErrorChecking: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    useCodeBlocks: true,
    // Whoever names a type must be able to import it: one that no door exports fails.
    logLevel: 'Warn',
    treatWarningsAsErrors: true,
  };
  mkdirSync(out, { recursive: true });
  const file = join(out, '..', 'typedoc.json');
  writeFileSync(file, JSON.stringify(options));
  run(node, [join(tools, 'node_modules', 'typedoc', 'bin', 'typedoc'), '--options', file], folder);
  rmSync(file);
  for (const page of readdirSync(out)) {
    const path = join(out, page);
    const door = page === 'README.md' || page === 'index.md' ? '' : `/${page.slice(0, -'.md'.length)}`;
    const text = corrected(readFileSync(path, 'utf8'), manifest.name + door);
    const examples = join(root, 'examples', 'api', basename(folder), `${door.slice(1) || 'index'}.ts`);
    // Of a package with several doors, README.md is the list of them.
    const isList = page === 'README.md' && doors.length > 1;
    writeFileSync(
      path,
      isList || !existsSync(examples) ? text : withExamples(text, examplesOf(readFileSync(examples, 'utf8'))),
    );
  }
}

install();
if (!existsSync(join(tools, 'node_modules'))) run('npm', ['ci', '--no-audit', '--no-fund'], tools);
const isCheck = process.argv.includes('--check');
// Elsewhere at first: whoever reads docs/api meanwhile, tests among them, finds it whole.
const out = mkdtempSync(join(tmpdir(), 'portvakt-reference-'));
for (const name of readdirSync(join(root, 'packages'))) {
  const folder = join(root, 'packages', name);
  const manifest = manifestOf(folder);
  if (!manifest.private && manifest.exports) write(folder, manifest, join(out, name));
}
if (isCheck) {
  const stale = [...new Set([place, out].flatMap((one) => globSync('**/*.md', { cwd: one })))].filter((page) => {
    const [before, now] = [place, out]
      .map((one) => join(one, page))
      .map((path) => existsSync(path) && readFileSync(path, 'utf8'));
    return before !== now;
  });
  for (const page of stale) console.error(`docs/api/${page} is out of step: npm run reference`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  rmSync(place, { recursive: true, force: true });
  cpSync(out, place, { recursive: true });
}
rmSync(out, { recursive: true });
