import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { importAll, install, pack, published, root } from './packed.ts';
import { Tour } from './shipped.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'portvakt-shipped-'));
const commands = (parent: string) => {
  const of = (name: string) => join(parent, name, 'bin', `${name}.js`);
  return { portvakt: of('portvakt'), 'altinn-jwks': of('altinn-jwks') };
};

beforeAll(() => {
  for (const file of ['portvakt/dist/cli.js', 'portvakt/dist/portal/index.html', 'altinn-jwks/dist/command.cjs'])
    if (!existsSync(join(root, 'packages', file))) throw new Error(`${file} is not there: run "npm run build" first.`);
});

/** The portal's page, and the script that it asks for. */
async function portalOf(base: string): Promise<readonly number[]> {
  const page = await fetch(`${base}/`, { headers: { accept: 'text/html' } });
  const [, script = 'none'] = /<script[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
  return [page.status, (await fetch(new URL(script, `${base}/`))).status];
}

describe('as shipped', () => {
  it('runs every command of both programs from the built bundles, and serves the portal', async () => {
    let portal: readonly number[] = [];
    const tour = new Tour(commands(join(root, 'packages')), folder(), async (base) => {
      portal = await portalOf(base);
    });
    expect(await tour.walk()).toEqual([]);
    expect([...tour.ran].sort()).toEqual(await tour.everyCommand());
    expect(portal).toEqual([200, 200]);
  });

  it('has the licence in every package', () => {
    const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
    for (const { folder: place } of published()) expect(readFileSync(join(place, 'LICENSE'), 'utf8')).toBe(licence);
  });
});

describe('packed, and installed into an empty folder', () => {
  let tarballs: ReadonlyMap<string, string>;
  beforeAll(async () => {
    tarballs = await pack(folder());
  });

  it.for(['hoisted', 'linked'] as const)('runs every command where packages are %s', async (layout, { skip }) => {
    const place = folder();
    const hindrance = await install(tarballs, place, layout);
    if (hindrance !== undefined) {
      console.log(`What is packed is not tried: ${hindrance}.`);
      skip(hindrance);
    }
    expect(await importAll(place)).toEqual([]);
    let portal: readonly number[] = [];
    const tour = new Tour(commands(join(place, 'node_modules')), folder(), async (base) => {
      portal = await portalOf(base);
    });
    expect(await tour.walk()).toEqual([]);
    expect([...tour.ran].sort()).toEqual(await tour.everyCommand());
    expect(portal).toEqual([200, 200]);
  });

  it('brings no tests along', async () => {
    for (const file of tarballs.values()) {
      const { stdout } = await promisify(execFile)('tar', ['-tzf', file]);
      expect(stdout).toContain('package/LICENSE');
      expect(stdout).not.toMatch(/\.test\./);
    }
  });
});
