import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type AppFiles, MAX_APP_FILE_LENGTH, MAX_APP_FILES, READ_FILE } from './files.ts';

/** Where the folder `config` of an app is, seen from the folder that is named. */
const PLACES = ['App/config', 'src/App/config', 'config', '.'];
const FOLDERS = ['', 'authorization', 'process', 'texts'];

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * An app's own files, out of its repository's folder, of `App`, or of `config`.
 * @throws Error that says what is missing
 */
export function readAppFolder(folder: string): AppFiles {
  const config = configOf(folder);
  const files: Record<string, string> = {};
  for (const below of FOLDERS) {
    const inside = join(config, below);
    if (!isFolder(inside)) continue;
    for (const name of readdirSync(inside).sort()) {
      const path = ['config', below, name].filter(Boolean).join('/');
      if (READ_FILE.test(path) && Object.keys(files).length < MAX_APP_FILES) files[path] = textAt(join(inside, name));
    }
  }
  return files;
}

/** The folder `config` of an app. @throws Error */
export function configOf(folder: string): string {
  const base = resolve(folder);
  if (!isFolder(base)) throw new Error(`${folder} is no folder.`);
  const found = PLACES.map((place) => join(base, place)).find(
    (place) => basename(place) === 'config' && isFolder(place) && hasMetadata(place),
  );
  if (found !== undefined) return found;
  throw new Error(
    `${folder} holds no app: there is no config/applicationmetadata.json in it, in App or in src/App. Name the folder of the app's repository.`,
  );
}

const hasMetadata = (folder: string): boolean =>
  readdirSync(folder).some((name) => name.toLowerCase() === 'applicationmetadata.json');

function textAt(path: string): string {
  const size = statSync(path).size;
  if (size > MAX_APP_FILE_LENGTH * 4) throw new Error(`${path} has ${size} bytes: no file of an app is so large.`);
  return readFileSync(path, 'utf8');
}
