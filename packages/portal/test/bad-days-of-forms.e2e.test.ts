import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faultless, logIn, noBrowser, useSite } from './browser.ts';

/** DAGL of the vendor, of the bakery, and of whoever operates the sandbox. */
const [KLOK, RASK, OPERATOR] = ['07846610027', '01816010027', '13849010020'];
const [BAKERY, VENDOR] = ['310044423', '310019747'];
/** As long as a name may be, from right to left, and with what would be markup. */
const LONG = `<b>${'سجل '.repeat(61)}</b>x`;
const NAME = `${'بلدية '.repeat(33)}AS`;

interface Form {
  readonly name: string;
  readonly person: string;
  readonly path: string;
  /** What the form sends to. */
  readonly api: string;
  write(page: Page): Promise<void>;
  written(page: Page): Promise<string>;
  readonly text: string;
  send(page: Page): Promise<void>;
  /** Waits for what is said when it has been sent. */
  sent(page: Page): Promise<void>;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const reference = (page: Page) => page.getByLabel('Referanse (externalRef)');
const supplier = (page: Page) => page.getByRole('combobox', { name: 'Leverandør' });
const name = (page: Page) => page.getByRole('textbox', { name: 'Navn' });

/** The newest forms: what holds of those is of one kind, so a new one is one entry here. */
const FORMS: readonly Form[] = [
  {
    name: 'situations',
    person: KLOK,
    path: '/situations',
    api: '**/sandbox/situations',
    write: (page) => reference(page).fill(LONG),
    written: (page) => reference(page).inputValue(),
    text: LONG,
    send: (page) => press(page, 'Start Forespørsel avvist'),
    sent: (page) => page.getByText('Forespørsel avvist er i kraft.').first().waitFor(),
  },
  {
    name: 'suppliers',
    person: RASK,
    path: `/accessmanagement/ui/maskinporten?virksomhet=${BAKERY}`,
    api: '**/selvbetjening/api/v1/organizations/*',
    async write(page) {
      await page.getByRole('combobox', { name: 'Hvilket API gjelder fullmakten?' }).fill('skogdata');
      await page.getByRole('option', { name: /Skogdata/ }).click();
      await supplier(page).fill(VENDOR);
    },
    // By number and, once that is found, by name.
    written: async (page) => (await supplier(page).inputValue()).replaceAll(/\D/g, ''),
    text: VENDOR,
    send: (page) => supplier(page).press('Enter'),
    async sent(page) {
      await page.getByRole('dialog').getByRole('button', { name: 'Gi fullmakt' }).click();
      await page.getByText('FJORDLØNN SYSTEM AS har fått fullmakt.').waitFor();
    },
  },
  {
    name: 'organisations',
    person: OPERATOR,
    path: '/operator/organization',
    api: '**/operator/api/v1/organizations/*',
    async write(page) {
      await page.getByLabel('Organisasjonsnummer').fill('310000019');
      await name(page).fill(NAME);
      await page.getByLabel('Organisasjonsform').fill('AS');
    },
    written: (page) => name(page).inputValue(),
    text: NAME,
    send: (page) => press(page, 'Opprett virksomhet'),
    sent: (page) => page.getByRole('heading', { level: 1, name: 'Drift av plattformen' }).waitFor(),
  },
];

describe.skipIf(noBrowser())('what is written on a bad day', () => {
  const site = useSite();

  it.each(FORMS)(
    'stays in $name without a network, after a failure, without the right, and over a restart',
    async (form) => {
      const page = await site.open(form.path, form.person);
      await form.write(page);
      const stays = () => expect.poll(() => form.written(page)).toBe(form.text);

      await page.context().setOffline(true);
      await form.send(page);
      await page.getByRole('alert').getByText('Fikk ikke kontakt med tjenesten.').first().waitFor();
      await stays();
      await faultless(page, `bad-${form.name}-offline`);
      await page.context().setOffline(false);

      // A failure, and what is said to whom the right has been taken from meanwhile.
      for (const [status, trace] of [
        [500, 'a'.repeat(32)],
        [403, 'b'.repeat(32)],
      ] as const) {
        await page.route(form.api, (route) =>
          route.request().method() === 'GET' && form.name !== 'suppliers'
            ? route.continue()
            : route.fulfill({ status, json: { status, title: 'English', traceId: trace } }),
        );
        await form.send(page);
        const alert = page.getByRole('alert').filter({ hasText: trace }).first();
        await alert.getByRole('heading', { name: status === 403 ? 'Ingen tilgang' : 'Noe gikk galt' }).waitFor();
        await stays();
        await faultless(page, `bad-${form.name}-${status}`);
        await page.unroute(form.api);
      }

      // It forgets everybody.
      await site.restart();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Du er logget ut' }).waitFor();
      await logIn(page, form.person);
      await stays();
      await page.setViewportSize({ width: 390, height: 844 });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await form.send(page);
      await form.sent(page);
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await faultless(page, `bad-${form.name}-sent`);
    },
  );

  it('stays when what is open cannot be read anew, also what is kept nowhere', async () => {
    const page = await site.open(`/operator/organization?number=${VENDOR}`, OPERATOR);
    const administrators = page.getByLabel('Administratorer');
    await administrators.fill(`${RASK} RASK RØYSKATT`);
    const asked = new Map<string, number>();
    const READ = ['/profile/api/v1/users/current', `/operator/api/v1/organizations/${VENDOR}`];
    await page.route(
      ({ pathname }) => READ.includes(pathname),
      (route) => {
        const { pathname } = new URL(route.request().url());
        asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
        return route.fulfill({ status: 500, json: { status: 500 } });
      },
    );
    // Somebody has been in another tab for a while.
    await page.clock.setFixedTime(Date.now() + 60_000);
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    // Once, and twice more before it counts as failed.
    await expect.poll(() => READ.map((path) => asked.get(path))).toEqual([3, 3]);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.unrouteAll();
    await expect.poll(() => administrators.inputValue()).toBe(`${RASK} RASK RØYSKATT`);
    await press(page, 'Lagre virksomheten');
    await page.getByText('FJORDLØNN SYSTEM AS er lagret.').waitFor();
  });
});
