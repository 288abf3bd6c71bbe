// What a bundle brings along of others' work: which packages, under which licences, and the words that these want to be handed on.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)\b/i;

/** The folder of the package that a file belongs to: the nearest that has a name and a version. */
function packageOf(file) {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (name && version) return folder;
  }
  throw new Error(`${file} is in no package`);
}

/** @returns `{ name, version, license, text }` */
function described(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  return { name, version, license: typeof license === 'string' ? license : (license?.type ?? 'none'), text };
}

/**
 * The packages of others in a bundle.
 * @param from the folder that esbuild was run in
 * @param metafiles esbuild's
 */
export function bundledIn(from, ...metafiles) {
  const files = metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)));
  const foreign = files.map((file) => resolve(from, file)).filter((file) => file.includes('node_modules'));
  return [...new Set(foreign.map(packageOf))].map(described);
}

/** Those in a bundle of Vite's, from the file that its option `build.license` writes. */
export const bundledByVite = (file) =>
  JSON.parse(readFileSync(file, 'utf8')).map(({ name, version, identifier, text }) => ({
    ...{ name, version },
    license: identifier ?? 'none',
    text: text?.trim() ?? '',
  }));

/** Leaves a list of packages beside a build, for who makes the rest of it. */
export const writeList = (folder, packages) =>
  writeFileSync(join(folder, 'bundled.json'), `${JSON.stringify(packages, undefined, 2)}\n`);

/** What {@link writeList} has left; empty where nothing is. */
export const readList = (folder) =>
  existsSync(join(folder, 'bundled.json')) ? JSON.parse(readFileSync(join(folder, 'bundled.json'), 'utf8')) : [];

/**
 * Writes the list, and `THIRD-PARTY.md` for people.
 * @param packages of one or several bundles; what two of them have is told once
 */
export function writeNotices(folder, packages) {
  const once = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  const all = [...once.keys()].sort().map((key) => once.get(key));
  const parts = all.map(({ name, version, license, text }) => {
    const quoted = text.replaceAll(/^(?=.)/gm, '    ');
    return `## ${name} ${version}\n\n${license}\n${quoted === '' ? '' : `\n${quoted}\n`}`;
  });
  const head =
    '# What is in here of others\n\nEach of these packages is in the bundles of this one, under its own licence.\n';
  writeFileSync(join(folder, 'THIRD-PARTY.md'), [head, ...parts].join('\n'));
  writeList(folder, all);
}
