import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHarness, type Harness, MANAGER } from './harness.ts';

/** Tells a page that never comes from a machine with other work to do. */
const LONG_MS = 300_000;
const CHROMIUM =
  process.env['PORTVAKT_CHROMIUM'] ??
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path)) ??
  '';
const available = CHROMIUM !== '';
if (!available)
  console.warn('skipped: install Chromium (apt-get install chromium-headless-shell) or set PORTVAKT_CHROMIUM');

describe.skipIf(!available)('login in a real browser', () => {
  let harness: Harness;
  let browser: Browser;
  const complaints: string[] = [];
  beforeAll(async () => {
    harness = await createHarness({ listen: true });
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'], timeout: LONG_MS });
  });
  afterAll(async () => {
    await browser?.close();
    await harness.close();
  });

  const start = async (locale: string, script = true): Promise<Page> => {
    const context = await browser.newContext({ locale, javaScriptEnabled: script });
    context.setDefaultTimeout(LONG_MS);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (/content security policy|refused/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(`${harness.base}/authentication/api/v1/authentication?goto=${harness.base}/`);
    return page;
  };
  /** What is left of sessions; the cookie of a finished interaction is bound to its path and means nothing. */
  const cookieNames = async (page: Page): Promise<readonly string[]> =>
    (await page.context().cookies())
      .map((cookie) => cookie.name)
      .filter((name) => !name.startsWith('idporten_interaction'));

  it('works with the keyboard and labels that assistive technology reads, and logs out again', async () => {
    const page = await start('nb-NO');
    await page.getByRole('heading', { level: 1, name: 'Velg hvem du vil logge inn som' }).waitFor();
    await page.getByRole('searchbox', { name: 'Søk etter navn eller fødselsnummer' }).fill('røyskatt');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'BankID (nivå høyt)' }).check();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await page.getByRole('button', { name: /Logg inn som RASK RØYSKATT/ }).press('Enter');
    await page.waitForURL(`${harness.base}/`);
    const token = (await page.context().cookies()).find((cookie) => cookie.name === 'AltinnStudioRuntime');
    expect(token).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    const caller = harness.callers.verify(String(token?.value));
    expect(caller).toMatchObject({ kind: 'person', userId: 20001, authenticationLevel: 4 });
    await expect.poll(() => page.evaluate('document.cookie')).toContain('AltinnPartyId=50010001');
    await expect.poll(() => page.evaluate('document.cookie')).not.toContain('AltinnStudioRuntime');
    await page.goto(`${harness.base}/authentication/api/v1/logout`);
    await page.waitForURL(`${harness.base}/`);
    expect(await cookieNames(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('works in English, and without script', async () => {
    const page = await start('en-GB', false);
    await page.getByRole('button', { name: `Log in as RASK RØYSKATT ${MANAGER}` }).click();
    await page.waitForURL(`${harness.base}/`);
    await page.goto(`${harness.base}/authentication/api/v1/logout`);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL(`${harness.base}/`);
    expect(await cookieNames(page)).toEqual([]);
    await page.context().close();
  });

  it('has pages without accessibility faults', async () => {
    const page = await start('nb-NO');
    // The policy of the page lets no script in, and that is as it should be: the judge is put in by the browser's own door.
    const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.evaluate(source);
    const result = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
    expect(result.violations.map((fault) => `${fault.id}: ${fault.nodes[0]?.html}`)).toEqual([]);
    await page.context().close();
  });
});
