import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference } from './compare.ts';
import type { Scene } from './scenes.ts';
import type { Look, Picture } from './studio.ts';

/** What the album knows of one picture. */
export interface Entry extends Look {
  readonly scene: string;
  readonly file: string;
  readonly faults: readonly { readonly rule: string; readonly where: readonly string[] }[];
  readonly sideways: number;
  /** Pixels that differ from the last run's; undefined when there was none. */
  readonly changed?: number;
}

const fileOf = (scene: Scene, { language, theme, width }: Look): string =>
  `${scene.name}.${language}.${theme}.${width}.png`;

const PAGE = readFileSync(join(import.meta.dirname, 'album.html'), 'utf8');

/** A folder of pictures with a page to look at them; what the last run left there is what this one is compared with. */
export class Album {
  readonly #folder: string;
  readonly #entries = new Map<string, Entry>();
  readonly #diary: string;
  /** What this run has taken, or the one that it goes on with. */
  readonly #taken = new Set<string>();

  /** @param goesOn with the run that was broken off: what it took is taken */
  constructor(folder: string, goesOn = false) {
    this.#folder = folder;
    this.#diary = join(folder, 'run.jsonl');
    for (const part of ['', 'before', 'difference']) mkdirSync(join(folder, part), { recursive: true });
    const list = join(folder, 'pictures.json');
    if (existsSync(list))
      for (const entry of JSON.parse(readFileSync(list, 'utf8')) as Entry[]) {
        const { changed: _earlier, ...rest } = entry;
        if (existsSync(join(folder, entry.file))) this.#entries.set(entry.file, rest);
      }
    if (!goesOn) rmSync(this.#diary, { force: true });
    else if (existsSync(this.#diary))
      for (const line of readFileSync(this.#diary, 'utf8').split('\n').filter(Boolean)) {
        const entry = JSON.parse(line) as Entry;
        this.#entries.set(entry.file, entry);
        this.#taken.add(entry.file);
      }
  }

  has(scene: Scene, look: Look): boolean {
    return this.#taken.has(fileOf(scene, look));
  }

  /** Keeps the picture, with what differs from the last one. */
  add(scene: Scene, look: Look, { png, faults, sideways }: Picture): Entry {
    const file = fileOf(scene, look);
    const [path, before, differs] = ['', 'before', 'difference'].map((part) => join(this.#folder, part, file)) as [
      string,
      string,
      string,
    ];
    const found = existsSync(path) ? difference(readFileSync(path), png) : undefined;
    for (const old of [before, differs]) rmSync(old, { force: true });
    if (found) {
      copyFileSync(path, before);
      writeFileSync(differs, found.png);
    }
    const changed = existsSync(path) ? { changed: found?.pixels ?? 0 } : {};
    writeFileSync(path, png);
    const entry: Entry = { scene: scene.name, file, ...look, faults, sideways, ...changed };
    this.#entries.set(file, entry);
    // At once, so that a run that is broken off need not begin anew.
    appendFileSync(this.#diary, `${JSON.stringify(entry)}\n`);
    return entry;
  }

  /** Writes the page that shows them, which needs no server. */
  close(): void {
    const list = JSON.stringify([...this.#entries.values()], null, 1);
    writeFileSync(join(this.#folder, 'pictures.json'), list);
    writeFileSync(
      join(this.#folder, 'index.html'),
      PAGE.replace('>[]<', () => `>${list.replaceAll('<', '\\u003c')}<`),
    );
  }
}
