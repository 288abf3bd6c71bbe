import { readFileSync } from 'node:fs';
import { type AuditLine, auditLinkOf, ChainChecker } from '@portvakt/platform/offline';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, faultlessAtBothWidths, noBrowser, type Site, speak, startSite } from './browser.ts';

/** DAGL of the organisation that operates the sandbox, and somebody who does not. */
const OPERATOR = '13849010020';
const RASK = '01816010027';
/** DAGL of a service owner, which has access lists. */
const SKARP = '09828610071';
const BASE = '/operator/api/v1/audit';

describe.skipIf(noBrowser())('the page of the audit log', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    for (let at = 0; at < 60; at += 1)
      await site.platform.createClient({ organization: '310044423', name: `Klient ${at}`, scopes: [], keys: [] });
    page = await site.open('/operator', OPERATOR);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const rows = () => page.getByRole('rowheader').count();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  it('is come to from the operator’s page, and shows the newest entries first, more at a press', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Revisjonslogg' }).click();
    await page.getByRole('heading', { level: 1, name: 'Revisjonslogg' }).waitFor();
    await expect.poll(rows).toBe(50);
    const numbers = await page.getByRole('row').locator('[data-label="Nr. og tid"] .number').allTextContents();
    expect(numbers.map(Number)).toEqual([...numbers].map(Number).sort((one, other) => other - one));
    await page.getByText('Plattformen selv').first().waitFor();
    const newest = page.getByRole('rowheader').first();
    await newest.getByText('Klient opprettet').waitFor();
    await newest.getByText('Klient 59').waitFor();
    await newest.getByText('createClient').waitFor();
    await faultlessAtBothWidths(page, 'audit');
    await press('Vis flere');
    await expect.poll(rows).toBeGreaterThan(55);
  });

  it('finds entries by text and by kind, and keeps what is looked for in the address', async () => {
    const made = { organization: '310044423', name: 'Ny', scopes: [], keys: [] };
    const { clientId } = await site.platform.createClient(made);
    await page.getByLabel('Søk i oppføringene').fill('finnes-ikke');
    await page.getByText('Ingen oppføringer passer.').waitFor();
    await faultless(page, 'audit-none');
    await page.getByLabel('Søk i oppføringene').fill(clientId.toUpperCase());
    await expect.poll(rows).toBe(1);
    await page.getByLabel('Søk i oppføringene').fill('');
    await page.getByLabel('Vis', { exact: true }).selectOption('Beslutninger');
    await page.getByText('Ingen oppføringer passer.').waitFor();
    expect(new URL(page.url()).searchParams.get('kind')).toBe('decisions');
    await page.getByLabel('Vis', { exact: true }).selectOption('Endringer');
    await expect.poll(rows).toBe(50);
  });

  it('says who came onto an access list, and who went', async () => {
    const owner = await site.open('/resources/access-lists', SKARP);
    const { base } = site.platform.urls;
    const headers = { 'x-portvakt-organization': '310013579', origin: base };
    const list = `${base}/policy-authoring/api/v1/access-lists/hogst`;
    const data = { name: 'Hogst', description: '' };
    await owner.request.put(list, { headers: { ...headers, 'if-match': '"0"' }, data });
    await owner.request.put(`${list}/members/310044423`, { headers });
    await owner.request.delete(`${list}/members/310044423`, { headers });
    await page.getByLabel('Søk i oppføringene').fill('skogdir/hogst');
    await expect.poll(rows).toBe(3);
    const told = await page.getByRole('rowheader').locator('.audit-subject').allInnerTexts();
    // The groups of a number have a space that does not break between them.
    const lines = told.map((text) => text.replaceAll(/\s+/g, ' '));
    expect(lines.filter((text) => text.includes('FJORDVIK'))).toEqual([
      'Fjernet FJORDVIK BAKERI AS 310 044 423',
      'Lagt til FJORDVIK BAKERI AS 310 044 423',
    ]);
    await faultlessAtBothWidths(page, 'audit-members');
    await page.getByLabel('Søk i oppføringene').fill('');
  });

  it('says that the log is whole with the place to keep, and refuses what is none', async () => {
    await page.getByLabel('Kontrollpunkt fra før').fill('feil');
    await press('Kontroller loggen');
    await page.getByText('Skriv et kontrollpunkt slik det ble vist').waitFor();
    await faultless(page, 'audit-checkpoint-fault');
    await page.getByLabel('Kontrollpunkt fra før').fill('');
    await press('Kontroller loggen');
    await page.getByText(/^Loggen er hel til og med nr\. \d+/).waitFor();
    await faultlessAtBothWidths(page, 'audit-whole');
    const place =
      (await page
        .locator('code')
        .filter({ hasText: /^\d+:[0-9a-f]{64}$/ })
        .textContent()) ?? '';
    await page.getByLabel('Kontrollpunkt fra før').fill(`${place.split(':')[0]}:${'0'.repeat(64)}`);
    await press('Kontroller loggen');
    await page.getByText('Loggen er ikke hel.').waitFor();
    await page.getByText('en annen enn den kontrollpunktet er tatt av').waitFor();
    await faultlessAtBothWidths(page, 'audit-broken');
    await speak(page, 'English');
    await page.getByText('The log is not whole.').waitFor();
    await speak(page, 'Norsk (nynorsk)');
    await page.getByText('Loggen er ikkje heil.').waitFor();
    await speak(page, 'Norsk (bokmål)');
  });

  it('gives the whole log as a file, which can be checked elsewhere', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Last ned hele loggen' }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/^audit-.*\.jsonl$/);
    const lines = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\n');
    const checker = new ChainChecker();
    for (const line of lines) expect(checker.take(auditLinkOf(JSON.parse(line) as AuditLine))).toBeUndefined();
    expect(lines.length).toBeGreaterThan(60);
  });

  it('tells a failure, and shows nothing to who is no operator', async () => {
    site.platform.faults.add({ kind: 'status', status: 500, path: BASE, count: 5 });
    await page.reload();
    await page.getByRole('alert').waitFor();
    await faultless(page, 'audit-failing');
    const other = await site.open('/operator/audit', RASK);
    await other.getByRole('alert').first().waitFor();
    await expect.poll(() => other.getByRole('rowheader').count()).toBe(0);
    await faultless(other, 'audit-stranger');
  });
});
