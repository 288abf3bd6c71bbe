import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  faultless,
  faultlessAtBothWidths,
  logIn,
  noBrowser,
  pressByKeyboard,
  type Site,
  speak,
  startSite,
} from './browser.ts';

const VENDOR = '310019747';
/** Who is asked, and somebody who is not. */
const [RASK, KLOK] = ['01816010027', '07846610027'];
const PAGE = '/accessmanagement/ui/consent/request';
const LIST = '/accessmanagement/ui/consent/active';

describe.skipIf(noBrowser())('a consent', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open(LIST, RASK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  /** Asked for by the vendor, as a program does. @returns the page that the person is sent to */
  const ask = async (more: object = {}): Promise<string> => {
    const { urls } = site.platform;
    const token = await site.platform.token({
      as: 'organisation',
      orgNo: VENDOR,
      scopes: ['altinn:consentrequests.write'],
    });
    const response = await fetch(`${urls.base}/accessmanagement/api/v1/enterprise/consentrequests`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        id: randomUUID(),
        from: `urn:altinn:person:identifier-no:${RASK}`,
        to: `urn:altinn:organization:identifier-no:${VENDOR}`,
        validTo: new Date(site.platform.clock.now() + 30 * 24 * 3600 * 1000).toISOString(),
        consentRights: [
          {
            action: ['consent'],
            resource: [{ type: 'urn:altinn:resource', value: 'digdir-samtykke-inntekt' }],
            metaData: { inntektsaar: '2025' },
          },
        ],
        requestMessage: { nb: 'Vi trenger inntekten for å vurdere <b>lånet</b>.', en: 'We need your income.' },
        ...more,
      }),
    });
    expect(response.status).toBe(201);
    return ((await response.json()) as { viewUri: string }).viewUri;
  };
  const BACK = 'https://fjordlonn.example/samtykke?state=1';
  /** Goes on from where nobody answers. */
  const anew = async (address: string) => {
    page = await page.context().newPage();
    await page.goto(address);
  };
  const yes = () => page.getByRole('button', { name: 'Ja, jeg gir fullmakt' });

  it('says who asks, for what and until when, is given, and sends one back with the answer', async () => {
    const address = await ask({ redirectUrl: BACK });
    expect(new URL(address).pathname).toBe(PAGE);
    await page.goto(address);
    await page.getByRole('heading', { level: 1, name: 'Fullmakt til bruk av dine data' }).waitFor();
    await page.getByText('Vi trenger inntekten for å vurdere <b>lånet</b>.').waitFor();
    await page.getByText(/^Inntekten din for .?2025.? hentes/).waitFor();
    await expect.poll(() => page.getByText('inntektsaar').count()).toBe(0);
    await page.getByText(/går ut .* \(om 2\d døgn\)|går ut .* \(om (29|30) d/).waitFor();
    await faultlessAtBothWidths(page, 'consent');
    // The page leaves by itself after a while, which may be too soon for a busy machine to have looked at it.
    const looked = Promise.withResolvers<void>();
    await page.route('**/authentication/api/v1/logout', async (route) => {
      await looked.promise;
      await route.continue();
    });
    const left = page.waitForRequest(`${BACK}&Status=OK`);
    await yes().press('Enter');
    await page.getByText('Du blir nå logget ut og sendt tilbake').waitFor();
    await faultless(page, 'consent-receipt');
    looked.resolve();
    expect((await left).isNavigationRequest()).toBe(true);
  });

  it('is refused, and the asker is told so', async () => {
    const address = await ask({ redirectUrl: BACK });
    await anew(address);
    await page.getByRole('link', { name: 'Logg inn' }).waitFor();
    await logIn(page, RASK);
    const left = page.waitForRequest(`${BACK}&Status=Failed&ErrorMessage=User+did+not+give+consent`);
    await page.getByRole('button', { name: 'Nei, jeg gir ikke fullmakt' }).click();
    await page.getByRole('heading', { level: 1, name: 'Du har ikke gitt fullmakt.' }).waitFor();
    await left;
    await anew(address);
    await page.getByRole('link', { name: 'Logg inn' }).waitFor();
    await logIn(page, RASK);
    await page.getByText('Denne fullmakten er allerede avvist.').waitFor();
  });

  it('stands in the list until it is answered, and is withdrawn from there', async () => {
    await ask();
    await page.goto(`${site.platform.urls.base}${LIST}`);
    await page.getByRole('heading', { level: 2, name: 'Samtykker som venter på svar' }).waitFor();
    await page.getByRole('table', { name: 'Tidligere samtykker' }).getByText('Avvist').waitFor();
    await faultlessAtBothWidths(page, 'consents');
    // The whole of it by keyboard alone.
    await pressByKeyboard(page, page.getByRole('link', { name: /^Svar på forespørselen fra FJORDLØNN/ }));
    await pressByKeyboard(page, yes());
    await pressByKeyboard(page, page.getByRole('link', { name: 'Tilbake til oversikten' }));
    await pressByKeyboard(page, page.getByRole('table', { name: 'Aktive samtykker' }).getByRole('link').first());
    await page.getByText('Fullmakten er aktiv.').waitFor();
    await faultless(page, 'consent-active');
    await pressByKeyboard(page, page.getByRole('button', { name: 'Trekk fullmakten' }));
    await pressByKeyboard(page, page.getByRole('dialog').getByRole('button', { name: 'Trekk fullmakten' }));
    await page.getByRole('main').getByText('Fullmakten er trukket.').first().waitFor();
    await page.goto(`${site.platform.urls.base}${LIST}`);
    await page.getByText('Trukket', { exact: true }).waitFor();
  });

  it('tells who was too late what somebody has answered, and who is not asked nothing', async () => {
    const address = await ask();
    await page.goto(address);
    await yes().waitFor();
    const other = await page.context().newPage();
    await other.goto(address);
    await other.getByRole('button', { name: 'Nei, jeg gir ikke fullmakt' }).click();
    await other.getByRole('heading', { level: 1, name: 'Du har ikke gitt fullmakt.' }).waitFor();
    await other.close();
    await yes().click();
    await page.getByText('Noen svarte i mellomtiden.').waitFor();
    await page.getByText('Denne fullmakten er allerede avvist.').waitFor();
    await faultless(page, 'consent-late');
    const stranger = await site.open(address, KLOK);
    await stranger.getByText('Fant ikke det du ba om.').waitFor();
    await expect.poll(() => stranger.getByRole('main').textContent()).not.toContain('inntekt');
    await speak(page, 'English');
    await page.goto(await ask());
    await page.getByText('We need your income.').waitFor();
    await page.getByRole('button', { name: 'No, I do not give power of attorney' }).waitFor();
    await faultless(page, 'consent-en');
  });

  it('says before the log-in who asks and about what, and comes back to it', async () => {
    const path = (await ask()).replace(site.platform.urls.base, '');
    const stranger = await site.open(path);
    await stranger.getByRole('heading', { level: 1, name: 'Noen ber om fullmakt' }).waitFor();
    await stranger.getByText('FJORDLØNN SYSTEM AS ber om fullmakt til å hente opplysninger.').waitFor();
    await stranger.getByText('Inntektsopplysninger').waitFor();
    await expect.poll(() => stranger.getByText('Vi trenger inntekten').count()).toBe(0);
    await stranger.getByRole('heading', { name: 'Hvem kan svare?' }).waitFor();
    await expect
      .poll(() => stranger.getByRole('link', { name: 'RASK RØYSKATT' }).getAttribute('href'))
      .toContain(encodeURIComponent(path));
    await faultlessAtBothWidths(stranger, 'consent-asked');
    await logIn(stranger, RASK);
    await stranger.getByText('Vi trenger inntekten for å vurdere <b>lånet</b>.').waitFor();
    const lost = await site.open(`${PAGE}?id=${randomUUID()}`);
    await lost.getByText('Forespørselen i adressen finnes ikke.').waitFor();
    await faultless(lost, 'consent-asked-unknown');
  });
});
