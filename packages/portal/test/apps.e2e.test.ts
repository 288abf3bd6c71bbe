import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { appFiles, policyOf } from '@portvakt/platform/testing/apps';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, noBrowser, runsAll, type Site, speak, startSite } from './browser.ts';

/** DAGL of the vendor. */
const KLOK = '07846610027';
const made: string[] = [];

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-app-'));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe.skipIf(noBrowser())('apps', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/apps', KLOK);
  });
  afterAll(async () => {
    await site?.close();
    for (const folder of made) rmSync(folder, { recursive: true });
    expect(site?.complaints).toEqual([]);
  });

  const choose = (folder: string) => page.locator('input[webkitdirectory]').setInputFiles(folder);

  it('are in the menu, and those of the world are there', async () => {
    await page.getByRole('heading', { level: 1, name: 'Apper' }).waitFor();
    await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Apper' }).waitFor();
    await page.getByRole('row').filter({ hasText: 'ttd/org-demo' }).getByText('Innebygd, ikke sammenlignet').waitFor();
    await faultless(page, 'apps');
  });

  it('are brought in from a folder, with what TT02 does otherwise', async () => {
    const policy = policyOf([{ subjects: [['urn:altinn:rolecode', 'LOKAL']], actions: ['read', 'write'] }]);
    await choose(folderWith(appFiles({ policy })));
    await page.getByText('ttd/soknad er hentet inn.').first().waitFor();
    const row = page.getByRole('row').filter({ hasText: 'ttd/soknad' });
    await row.getByText('4 ting går annerledes').waitFor();
    await row.getByRole('button', { name: 'Vis funn i ttd/soknad' }).click();
    await page.getByText('En regel nevner en rolle som ikke finnes i TT02.').waitFor();
    await page.getByText('Hvor og hva, på engelsk').first().click();
    await faultless(page, 'apps-findings');
  });

  it('are refused with what is wrong, and nothing is brought in', async () => {
    await choose(folderWith(appFiles({ name: 'ttd/feil', process: '<!DOCTYPE a><a/>' })));
    await page.getByText('Appen ble ikke hentet inn').waitFor();
    await page.getByText('Prosessen kan ikke leses som XML.').waitFor();
    await expect.poll(() => page.getByRole('row').filter({ hasText: 'ttd/feil' }).count()).toBe(0);
    await faultless(page, 'apps-refused');
    await choose(folderWith({ 'README.md': 'x' }));
    await page.getByText('Det er ingen app i det du valgte.').waitFor();
  });

  it('are removed when that is confirmed', async () => {
    await page.getByRole('button', { name: 'Fjern ttd/soknad' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Fjern' }).click();
    await page.getByText('ttd/soknad er fjernet.').first().waitFor();
    await expect.poll(() => page.getByRole('row').filter({ hasText: 'ttd/soknad' }).count()).toBe(0);
  });

  it.runIf(runsAll)('fit a phone, in English', async () => {
    await speak(page, 'English');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('heading', { level: 1, name: 'Apps' }).waitFor();
    await faultless(page, 'apps-narrow-en');
  });
});
