import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, noBrowser, runsAll, type Site, speak, startSite } from './browser.ts';

const BAKERY = '310044423';
/** Its accountant, which so has something of the bakery already. */
const ACCOUNTANT = '310032085';
/** Managing directors of the two. */
const RASK = '01816010027';
const KEEPER = '30856810018';
const tabOf = (organization: string) => `/accessmanagement/ui/users?tab=requests&virksomhet=${organization}`;

describe.skipIf(noBrowser())('requests for access', () => {
  let site: Site;
  let asker: Page;
  let giver: Page;
  beforeAll(async () => {
    site = await startSite();
    asker = await site.open(tabOf(ACCOUNTANT), KEEPER);
    giver = await site.open(tabOf(BAKERY), RASK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const section = (page: Page, name: string) => page.getByRole('region', { name });
  const ask = async (part: string, name: string) => {
    await asker.getByLabel('Hos hvem').selectOption({ label: 'FJORDVIK BAKERI AS' });
    await asker.getByRole('combobox', { name: 'Tilgangspakke' }).fill(part);
    await asker.getByRole('option', { name }).first().click();
    await asker.getByRole('button', { name: 'Send forespørsel' }).click();
    await section(asker, 'Forespørsler fra virksomheten')
      .getByRole('row')
      .filter({ hasText: name })
      .getByText('Venter på svar')
      .waitFor();
  };

  it('say what is missing in a wish, and send it', async () => {
    await asker.getByText('Virksomheten har ikke bedt noen om tilgang').waitFor();
    await asker.getByText('Her kommer det når en person eller virksomhet ber om').waitFor();
    await asker.getByRole('button', { name: 'Send forespørsel' }).click();
    await asker.getByText('Velg hvem du ber om tilgang hos.').first().waitFor();
    await asker.getByText('Velg en tilgangspakke fra listen.').first().waitFor();
    await faultless(asker, 'requests-faults');
    await ask('skogbruk', 'Skogbruk');
    await faultless(asker, 'requests-sent');
  });

  it('are approved by who may give, and then there is access', async () => {
    await giver.reload();
    const row = section(giver, 'Forespørsler til virksomheten').getByRole('row').filter({ hasText: 'Skogbruk' });
    await row.getByRole('button', { name: /^Godkjenn Skogbruk/ }).click();
    await faultless(giver, 'requests-approve');
    await giver.getByRole('dialog').getByRole('button', { name: 'Godkjenn' }).click();
    await row.getByText('Godkjent').waitFor();
    await faultless(giver, 'requests-received');
    await asker.reload();
    await section(asker, 'Forespørsler fra virksomheten').getByText('Godkjent').waitFor();
  });

  it('are declined, or withdrawn, and nothing is given', async () => {
    await ask('jordbruk', 'Jordbruk');
    await asker.getByRole('button', { name: 'Trekk tilbake forespørselen om Jordbruk' }).click();
    await section(asker, 'Forespørsler fra virksomheten').getByText('Trukket tilbake').waitFor();
    await ask('fiske', 'Fiske');
    await giver.reload();
    await giver.getByRole('button', { name: /^Avslå Fiske/ }).click();
    await giver.getByRole('dialog').getByRole('button', { name: 'Avslå' }).click();
    await section(giver, 'Forespørsler til virksomheten').getByText('Avslått').waitFor();
  });

  /** Drafted by a service owner. @returns where its link leads */
  const draft = async (name: string): Promise<string> => {
    const scope = 'altinn:serviceowner/delegationrequests.write';
    const token = await site.platform.token({ as: 'organisation', orgNo: '310001236', scopes: [scope] });
    const urn = (number: string) => `urn:altinn:organization:identifier-no:${number}`;
    const { base } = site.platform.urls;
    const response = await fetch(`${base}/accessmanagement/api/v1/serviceowner/delegationrequests/package`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ from: urn(ACCOUNTANT), to: urn(BAKERY), package: `urn:altinn:accesspackage:${name}` }),
    });
    expect(response.status).toBe(202);
    const { links } = (await response.json()) as { links: { detailsLink: string } };
    return links.detailsLink;
  };

  it('that a service owner has drafted are sent, or taken back, where its link leads', async () => {
    await asker.goto(await draft('jordbruk'));
    await asker.getByRole('heading', { level: 1, name: 'Be om tilgang' }).waitFor();
    await asker.getByText('Jordbruk').waitFor();
    await faultless(asker, 'requests-draft');
    await asker.getByRole('button', { name: 'Send forespørsel' }).click();
    await asker.getByRole('heading', { level: 1, name: 'Forespørselen er sendt' }).waitFor();
    await asker.getByText('Den venter på svar fra FJORDVIK BAKERI AS.').waitFor();
    await asker.goto(await draft('fiske'));
    await asker.getByRole('button', { name: 'Trekk tilbake' }).click();
    await asker.getByRole('heading', { level: 1, name: 'Forespørselen er trukket tilbake.' }).waitFor();
    // Sent once: it is there to be answered.
    await giver.reload();
    await giver.getByRole('button', { name: /^Godkjenn Jordbruk/ }).waitFor();
  });

  it.runIf(runsAll)('fit a narrow window in English', async () => {
    await speak(giver, 'English');
    await giver.setViewportSize({ width: 390, height: 844 });
    await section(giver, 'Requests to the organisation').getByText('Declined').waitFor();
    await faultless(giver, 'requests-narrow-en');
    await expect.poll(() => giver.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
