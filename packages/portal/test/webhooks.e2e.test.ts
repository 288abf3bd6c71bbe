import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, faultlessAtBothWidths, noBrowser, type Site, speak, startSite } from './browser.ts';

/** DAGL of the vendor. */
const KLOK = '07846610027';

describe.skipIf(noBrowser())('webhooks', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/webhooks', KLOK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const note = (body: object) =>
    fetch(new URL('/sandbox/listeners/one', site.platform.urls.base), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('are in the menu, and while there are none the page says how to begin', async () => {
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
    await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Webhooks' }).waitFor();
    await page.getByText('portvakt listen --forward-to').waitFor();
    await faultless(page, 'webhooks-none');
  });

  it('show what is in the way, and when it is gone', async () => {
    await site.platform.createClient({ organization: '310044423', name: 'Ny', scopes: [], keys: [] });
    const target = 'http://localhost:3000/<b>hendelser</b>';
    await note({ target, at: '0', trouble: 'it answers 500 <script>', retryInMs: 4000 });
    const row = page.getByRole('row').filter({ hasText: target });
    await row.getByText('Prøver igjen').waitFor();
    await row.getByText('it answers 500 <script>').waitFor();
    await row.getByText(/^(Neste forsøk om [1-4] sekund|Prøver nå)/).waitFor();
    await row.getByText('ingen ennå').waitFor();
    await row.getByRole('cell', { name: '1', exact: true }).waitFor();
    await note({ target, at: '0', trouble: 'it answers 500', problem: 'answer', status: 500, retryInMs: 4000 });
    await row.getByText(/^Programmet svarte 500, og må svare 2xx\./).waitFor();
    await faultlessAtBothWidths(page, 'webhooks-trouble');
    await note({ target, at: '1' });
    await row.getByText('Leverer').waitFor();
    await speak(page, 'Norsk (nynorsk)');
    await page.getByText('om leveringa går bra').waitFor();
    await speak(page, 'English');
    await row.getByText('Delivering').waitFor();
    await faultless(page, 'webhooks-en');
  });
});
