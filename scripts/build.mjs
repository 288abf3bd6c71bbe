// Builds every package: types and libraries by the compiler, then what has a build of its own (bundles, the portal), two at a time.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bundledByVite, bundledIn, readList, writeNotices } from './bundled.mjs';
import { env, root } from './setup.mjs';

const run = (command, args, cwd = root) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${code}`)),
    );
  });

const packages = readdirSync(join(root, 'packages')).filter((name) => {
  const file = join(root, 'packages', name, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).scripts?.build;
});

/** What the compiler has once made of a source that is gone: it leaves it, and it would be published. */
function removeLeavings(name) {
  const [dist, src] = ['dist', 'src'].map((folder) => join(root, 'packages', name, folder));
  if (!existsSync(dist) || !existsSync(src)) return;
  for (const file of readdirSync(dist, { recursive: true })) {
    const module = /^(.*)\.d\.ts$/.exec(file)?.[1];
    if (module === undefined || ['.ts', '.tsx', '.d.ts'].some((ending) => existsSync(join(src, module + ending))))
      continue;
    for (const ending of ['.js', '.js.map', '.d.ts', '.d.ts.map']) rmSync(join(dist, module + ending), { force: true });
  }
}

/** What is left of a build for who hands it on, and is served to nobody. */
const TOLD = /^(bundled|metafile)\.json(\.br|\.gz)?$/;

/** The guide is served with the portal. Whatever serves the portal has it beside itself, so that a published package is whole. */
function shipPages() {
  const [portal, guide] = ['portal', 'guide'].map((name) => join(root, 'packages', name, 'dist'));
  const filter = (path) => !TOLD.test(basename(path));
  cpSync(guide, join(portal, 'guide'), { recursive: true, filter });
  const metafile = JSON.parse(readFileSync(join(guide, 'metafile.json'), 'utf8'));
  const pages = [...bundledByVite(join(portal, 'bundled.json')), ...bundledIn(dirname(guide), metafile)];
  for (const name of ['platform', 'portvakt']) {
    const dist = join(root, 'packages', name, 'dist');
    rmSync(join(dist, 'portal'), { recursive: true, force: true });
    cpSync(portal, join(dist, 'portal'), { recursive: true, filter });
    writeNotices(dist, [...pages, ...(name === 'portvakt' ? readList(dist) : [])]);
  }
}

try {
  await run('tsc', ['-b']);
  for (const name of readdirSync(join(root, 'packages'))) removeLeavings(name);
  const waiting = [...packages];
  const worker = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift())
      await run('npm', ['run', '--silent', 'build'], join(root, 'packages', name));
  };
  await Promise.all([worker(), worker()]);
  shipPages();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
