import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, type Site, startSite } from './browser.ts';
import { launch } from './chromium.ts';
import { difference } from './screenshots/compare.ts';
import { SCENES } from './screenshots/scenes.ts';
import { inRotation, take } from './screenshots/studio.ts';
import { type Seeded, seedWorld } from './screenshots/world.ts';

const LONG_MS = 300_000;
/** A page of each kind; `npm run screenshots` takes them all. */
const SAMPLE = [
  'asked',
  'organizations',
  'client-log',
  'policy',
  'request-change',
  'clients.waiting',
  'scopes.failing',
];

describe.skipIf(noBrowser())('the pictures', () => {
  let site: Site;
  let browser: Browser;
  let seeded: Seeded;
  beforeAll(async () => {
    site = await startSite();
    browser = await launch(LONG_MS);
    seeded = await seedWorld(site.platform, browser);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it('show pages that axe finds nothing in and that are no wider than the window', async () => {
    const places = SAMPLE.map((name) => SCENES.findIndex((scene) => scene.name === name));
    for (const [turn, place] of places.entries()) {
      const scene = SCENES[place];
      if (!scene) throw new Error(`there is no scene ${SAMPLE[turn]}`);
      const { faults, sideways } = await take(browser, seeded, scene, inRotation(turn));
      expect(faults, scene.name).toEqual([]);
      expect(sideways, scene.name).toBeLessThanOrEqual(0);
    }
  });

  it('are the same twice, for what is drawn by lot is made alike', async () => {
    const scene = SCENES.find(({ name }) => name === 'clients');
    if (!scene) throw new Error('there is no scene of the clients');
    const [first, second] = [
      await take(browser, seeded, scene, inRotation(0)),
      await take(browser, seeded, scene, inRotation(0)),
    ];
    expect(difference(first.png, second.png)?.pixels).toBeUndefined();
    const other = await take(browser, seeded, scene, inRotation(1));
    expect(difference(first.png, other.png)?.pixels).toBeGreaterThan(0);
  });
});
