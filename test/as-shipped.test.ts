import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { importAll, install, type Layout, pack, published, root } from './packed.ts';
import { Tour } from './shipped.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'portvakt-shipped-'));
const commands = (parent: string) => {
  const of = (name: string) => join(parent, name, 'bin', `${name}.js`);
  return { portvakt: of('portvakt'), 'altinn-jwks': of('altinn-jwks') };
};

/** Every command of the bundles, as their help tells. */
let every: readonly string[];
beforeAll(async () => {
  for (const file of ['portvakt/dist/cli.js', 'portvakt/dist/portal/index.html', 'altinn-jwks/dist/command.cjs'])
    if (!existsSync(join(root, 'packages', file))) throw new Error(`${file} is not there: run "npm run build" first.`);
  every = await new Tour(commands(join(root, 'packages')), folder(), async () => {}).everyCommand();
});

/** The portal's page and the reference of the API, and the scripts that each asks for. */
async function pagesOf(base: string): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const path of ['/', '/docs']) {
    const page = await fetch(new URL(path, base), { headers: { accept: 'text/html' } });
    const scripts = [...(await page.text()).matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, script = '']) => script);
    expect(scripts.length).toBeGreaterThan(1);
    statuses.push(page.status);
    for (const script of scripts) statuses.push((await fetch(new URL(script, base))).status);
  }
  return statuses;
}

describe('as shipped', () => {
  it('runs every command of both programs from the built bundles, and serves the web pages', async () => {
    let pages: readonly number[] = [];
    const tour = new Tour(commands(join(root, 'packages')), folder(), async (base) => {
      pages = await pagesOf(base);
    });
    expect(await tour.walk()).toEqual([]);
    expect([...tour.ran].sort()).toEqual(every);
    expect(new Set(pages)).toEqual(new Set([200]));
  });

  it('has the licence in every package', () => {
    const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
    for (const { folder: place } of published()) expect(readFileSync(join(place, 'LICENSE'), 'utf8')).toBe(licence);
    // The portal brings a font, whose licence goes with it.
    const font = readFileSync(join(root, 'packages', 'portvakt', 'dist', 'portal', 'assets', 'inter-OFL.txt'), 'utf8');
    expect(font).toContain('SIL Open Font License');
  });
});

describe('packed, and installed into an empty folder', () => {
  let tarballs: ReadonlyMap<string, string>;
  beforeAll(async () => {
    tarballs = await pack(folder());
  });

  /** Installs what is packed into an empty folder. @returns the folder */
  async function installed(layout: Layout, skip: (why: string) => void): Promise<string> {
    const place = folder();
    const hindrance = await install(tarballs, place, layout);
    if (hindrance !== undefined) {
      console.log(`What is packed is not tried: ${hindrance}.`);
      skip(hindrance);
    }
    return place;
  }

  // Every command runs from the built bundles above, where packages are hoisted too.
  it('has entries that can be imported where packages are hoisted', async ({ skip }) => {
    expect(await importAll(await installed('hoisted', skip))).toEqual([]);
  });

  it('runs every command where each package has nothing in reach but what it declares', async ({ skip }) => {
    const place = await installed('linked', skip);
    expect(await importAll(place)).toEqual([]);
    let pages: readonly number[] = [];
    const tour = new Tour(commands(join(place, 'node_modules')), folder(), async (base) => {
      pages = await pagesOf(base);
    });
    expect(await tour.walk()).toEqual([]);
    expect([...tour.ran].sort()).toEqual(every);
    expect(new Set(pages)).toEqual(new Set([200]));
  });

  it('brings no tests along', async () => {
    for (const file of tarballs.values()) {
      const { stdout } = await promisify(execFile)('tar', ['-tzf', file]);
      expect(stdout).toContain('package/LICENSE');
      expect(stdout).not.toMatch(/\.test\./);
    }
  });
});
