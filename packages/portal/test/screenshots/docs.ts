import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { SCENES } from './scenes.ts';
import { type Look, take } from './studio.ts';
import type { Seeded } from './world.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'images');
const LOOK: Look = { language: 'nb', theme: 'light', width: 1280 };
/** Of which scene each picture in README and docs is, and how much of it is shown. */
const PICTURES = [
  ['portal', 'clients', 845],
  ['diagnosis', 'client-diagnosis', 1000],
  ['log', 'log.unfolded', 845],
] as const;

/** Takes the pictures in `docs/images` anew. @returns their files */
export async function renewDocs(browser: Browser, seeded: Seeded): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [name, of, height] of PICTURES) {
    const scene = SCENES.find((one) => one.name === of);
    if (!scene) throw new Error(`there is no scene ${of}`);
    const whole = PNG.sync.read((await take(browser, seeded, scene, LOOK)).png);
    const shown = new PNG({ width: whole.width, height: Math.min(height, whole.height) });
    PNG.bitblt(whole, shown, 0, 0, shown.width, shown.height, 0, 0);
    const file = join(FOLDER, `${name}.png`);
    // Flat colours without transparency are smallest so.
    writeFileSync(file, PNG.sync.write(shown, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 }));
    files.push(file);
  }
  return files;
}
