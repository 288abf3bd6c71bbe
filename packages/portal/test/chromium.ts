import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The headless shell first: it is the same engine without a user interface, which costs as much again on a small machine. */
const BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The browser to drive: the one that PORTVAKT_CHROMIUM names, else the first that is installed; undefined when there is none. */
export const CHROMIUM =
  process.env['PORTVAKT_CHROMIUM'] ?? BROWSERS.map((name) => `/usr/bin/${name}`).find((path) => existsSync(path));

/** Starts the browser. */
export const launch = (timeout: number): Promise<Browser> =>
  chromium.launch({
    timeout,
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });

/** Logs in through the test ID-porten as the person with this number, by its own pages. */
export async function logIn(page: Page, person: string): Promise<void> {
  await page.getByRole('link', { name: 'Logg inn' }).click();
  await page.locator(`button[name=person][value="${person}"]`).click();
  await personMenu(page).waitFor();
}

/** The button with the name of who is logged in. */
export const personMenu = (page: Page) =>
  page.getByRole('button', { name: /^(Innlogget som|Innlogga som|Logged in as) / });

export interface Fault {
  readonly rule: string;
  readonly where: readonly string[];
}

/** What axe finds against WCAG 2.2 A and AA on the page as it stands. The portal's own policy would forbid a script tag, so it is evaluated. */
export async function faultsOf(page: Page): Promise<readonly Fault[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(`${AXE};undefined`);
  return page.evaluate(async (tags) => {
    // What is half under the header that stays, or under what ends a long dialog, is the scroll's doing.
    window.scrollTo(0, 0);
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.scrollTo(0, dialog.scrollHeight);
    // Half-faded colours are not the page's. What is drawn in grey until it comes never ends.
    const ending = document
      .getAnimations()
      .filter((animation) => Number.isFinite(Number(animation.effect?.getComputedTiming().endTime)));
    await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
    const { axe } = window as unknown as {
      axe: {
        run: (
          context: Document,
          options: object,
        ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
    });
    return violations.map(({ id, nodes }) => ({
      rule: id,
      where: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`),
    }));
  }, WCAG);
}
