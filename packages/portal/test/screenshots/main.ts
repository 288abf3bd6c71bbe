/** `npm run screenshots`: a picture of every page and state of the portal, judged by axe, and compared with the last run's. */
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startPlatform } from '@portvakt/platform';
import { CHROMIUM, launch } from '../chromium.ts';
import { Album } from './album.ts';
import { renewDocs } from './docs.ts';
import { SCENES, type Scene } from './scenes.ts';
import { inRotation, type Look, looksOf, take } from './studio.ts';
import { seedWorld } from './world.ts';

const LONG_MS = 120_000;
const HELP = `npm run screenshots -- [--out folder] [--only words,words] [--looks words,words] [--quick] [--resume] [--workers n]
  --out    where the pictures are kept; default screenshots/
  --only   only scenes whose name has one of the words in it
  --looks  only looks that have all of the words: nb, nn or en; light or dark; 1280 or 390
  --quick  each scene once, with languages, themes and widths in rotation
  --resume goes on where a run into the same folder was broken off
  --docs   the pictures in README and docs instead, in docs/images
  --workers how many pictures at a time; default 2, for the platform, the browser and axe share the machine`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    only: { type: 'string' },
    looks: { type: 'string' },
    quick: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    workers: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});

/** What is to be taken, by the options. */
function shots(): readonly (readonly [Scene, Look])[] {
  const words = values.only?.split(',');
  const wanted = values.looks?.split(',') ?? [];
  const isWanted = ({ language, theme, width }: Look) =>
    wanted.every((word) => [language, theme, String(width)].includes(word));
  return SCENES.flatMap((scene, place) => {
    if (words && !words.some((word) => scene.name.includes(word))) return [];
    const looks = values.quick ? [inRotation(place)] : looksOf(scene, place);
    return looks.filter(isWanted).map((look) => [scene, look] as const);
  });
}

async function photographForDocs(): Promise<void> {
  const platform = await startPlatform({ port: 0 });
  const browser = await launch(LONG_MS);
  try {
    for (const file of await renewDocs(browser, await seedWorld(platform, browser))) console.log(relative('.', file));
  } finally {
    await browser.close();
    await platform.stop();
  }
}

/** @returns the number of pictures with which something is wrong */
async function photograph(folder: string): Promise<number> {
  const platform = await startPlatform({ port: 0 });
  const browser = await launch(LONG_MS);
  const album = new Album(folder, values.resume);
  const counts = { taken: 0, wrong: 0, changed: 0 };
  const began = Date.now();
  try {
    const seeded = await seedWorld(platform, browser);
    const waiting = shots().filter(([scene, look]) => !album.has(scene, look));
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [scene, look] = next;
        const picture = await take(browser, seeded, scene, look).catch((error: unknown) => {
          console.log(
            `${scene.name} ${Object.values(look).join(' ')}: ${error instanceof Error ? error.message : error}`,
          );
        });
        counts.taken += 1;
        if (!picture) {
          counts.wrong += 1;
          continue;
        }
        const entry = album.add(scene, look, picture);
        if (entry.changed) counts.changed += 1;
        const wrongs = [
          ...entry.faults.map(({ rule }) => rule),
          ...(entry.sideways > 0 ? [`${entry.sideways} px too wide`] : []),
        ];
        if (wrongs.length > 0) counts.wrong += 1;
        if (wrongs.length > 0 || entry.changed)
          console.log(
            `${entry.file}: ${[...wrongs, ...(entry.changed ? [`${entry.changed} pixels changed`] : [])].join(', ')}`,
          );
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, Math.trunc(Number(values.workers)) || 1) }, work));
  } finally {
    album.close();
    await browser.close();
    await platform.stop();
  }
  const minutes = Math.ceil((Date.now() - began) / 60_000);
  console.log(
    `${counts.taken} pictures in ${minutes} min, ${counts.wrong} with faults, ${counts.changed} changed: ${relative('.', folder)}/index.html`,
  );
  return counts.wrong;
}

if (values.help) console.log(HELP);
else if (CHROMIUM === undefined) {
  console.error(
    'There is no browser: install Chromium (apt-get install chromium-headless-shell) or set PORTVAKT_CHROMIUM.',
  );
  process.exitCode = 1;
} else if (values.docs) await photographForDocs();
else if ((await photograph(resolve(values.out))) > 0) process.exitCode = 1;
