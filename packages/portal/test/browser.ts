import { join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { CHROMIUM, faultsOf, launch, personMenu } from './chromium.ts';

/** Tells a page that never comes from a machine with other work to do. */
const LONG_MS = 300_000;
/** How many times slower pages run than the machine could: to find a test that does not wait for what it asks for. */
const SLOWDOWN = Number(process.env['PORTVAKT_SLOWDOWN'] ?? 1);

export { faultsOf, logIn as logInByPages } from './chromium.ts';

/** Everything there is is gone over, not one thing of each kind: `npm run test:all`, see test/reach.ts. */
export const runsAll = ['all', 'long'].includes(process.env['PORTVAKT_TESTS'] ?? '');

/** True when there is no browser to drive; the reason is printed, so that a skipped test is seen. */
export const noBrowser = (): boolean => {
  if (CHROMIUM !== undefined) return false;
  console.warn(
    'portal end-to-end tests are skipped: install Chromium (apt-get install chromium-headless-shell) or set PORTVAKT_CHROMIUM',
  );
  return true;
};

export interface Site {
  /** Another one after {@link Site.restart}. */
  readonly platform: Platform;
  /** What pages have thrown, and what their content security policy has refused. */
  readonly complaints: readonly string[];
  /**
   * A page in a browser profile of its own, at the address; bokmål.
   * @param person logged in before the page is fetched: each page costs a browser as much as many a test
   */
  open(path?: string, person?: string): Promise<Page>;
  /** Stops the platform, and starts it again at the same address; pages stay open. @param meanwhile done while it is away */
  restart(meanwhile?: () => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

/** One for all files of a worker; it ends with the worker. What a file sees of it is its own profiles. */
let browser: Promise<Browser> | undefined;

/**
 * The real platform with the portal as it is built from the sources, and a real browser.
 * @param database a file that outlives a restart; default in memory
 */
export async function startSite({ database }: { readonly database?: string } = {}): Promise<Site> {
  const start = (port: number) =>
    startPlatform({ port, portal: inject('portal'), stopGrace: 1, ...(database === undefined ? {} : { database }) });
  let platform = await start(0);
  // Loads the test ID-porten, so that the first log-in does not wait for it: a busy machine may take longer than a log-in waits.
  await fetch(new URL('/idporten/.well-known/openid-configuration', platform.urls.base));
  browser ??= launch(LONG_MS);
  const engine = await browser;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  return {
    get platform() {
      return platform;
    },
    complaints,
    async restart(meanwhile) {
      const { port } = platform;
      await platform.stop();
      await meanwhile?.();
      platform = await start(port);
    },
    async open(path = '/', person) {
      const context = await engine.newContext({ locale: 'nb-NO', viewport: { width: 1200, height: 900 } });
      context.setDefaultTimeout(LONG_MS);
      contexts.push(context);
      const page = await context.newPage();
      if (SLOWDOWN > 1)
        await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) complaints.push(message.text());
      });
      if (person !== undefined) await startSession(context, platform.urls.base, person);
      await page.goto(new URL(path, platform.urls.base).href);
      if (person !== undefined) await personMenu(page).waitFor();
      return page;
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      await platform.stop();
    },
  };
}

/**
 * A site for all tests of a file, from before the first until after the last. No page may have thrown anything, nor tried what the policy
 * refuses: where text could be code, that would mean that it had been run.
 */
export function useSite(): Site {
  let started: Site | undefined;
  beforeAll(async () => {
    started = await startSite();
  });
  afterAll(async () => {
    await started?.close();
    expect(started?.complaints).toEqual([]);
  });
  const site = (): Site => {
    if (started === undefined) throw new Error('the site is there as soon as the tests run');
    return started;
  };
  return {
    get platform() {
      return site().platform;
    },
    get complaints() {
      return site().complaints;
    },
    open: (path, person) => site().open(path, person),
    restart: (meanwhile) => site().restart(meanwhile),
    close: () => site().close(),
  };
}

/** The test ID-porten's steps without drawing its pages. What is about logging in uses {@link logInByPages}. */
async function startSession({ request }: BrowserContext, base: string, person: string): Promise<void> {
  const start = new URL('/authentication/api/v1/authentication', base);
  start.searchParams.set('goto', new URL('/', start).href);
  const choice = await request.get(start.href);
  await request.post(`${choice.url()}/login`, { form: { person } });
}

/** Logs in as the person with this number where a page is open already, and brings it up again. */
export async function logIn(page: Page, person: string): Promise<void> {
  await startSession(page.context(), page.url(), person);
  await page.reload();
  await personMenu(page).waitFor();
}

/** Logs out, by the menu of the person. */
export async function logOut(page: Page): Promise<void> {
  await personMenu(page).click();
  await page.getByRole('link', { name: /^(Logg ut|Log out)$/ }).click();
}

const TAGS = { 'Norsk (bokmål)': 'nb', 'Norsk (nynorsk)': 'nn', English: 'en' };

/** Changes the language of the page, by its menu, and waits until the page speaks it. */
export async function speak(page: Page, language: keyof typeof TAGS): Promise<void> {
  await page.getByRole('button', { name: /^(Språk|Language): / }).click();
  await page.getByRole('button', { name: language, exact: true }).click();
  await page.locator(`html[lang=${TAGS[language]}]`).waitFor();
}

/** Chooses whom to act for, when there is a choice. */
export async function actFor(page: Page, organization: string): Promise<void> {
  await page.getByRole('button', { name: organization }).click();
}

/** Comes to what is meant by the tabulator key alone, and presses it. */
export async function pressByKeyboard(page: Page, meant: Locator): Promise<void> {
  await meant.waitFor();
  for (let times = 0; times < 60; times += 1) {
    await page.keyboard.press('Tab');
    if (await meant.evaluate((element) => element === document.activeElement)) return page.keyboard.press('Enter');
  }
  throw new Error(`${meant} is not reached by the keyboard`);
}

/** Takes a picture of the page when PORTVAKT_SHOTS names a folder, so that a person can look at what the tests walked through. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PORTVAKT_SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Pages that a worker has looked at, with what lies over them. */
const looked = new Set<string>();

/** A page without whose it is and what is searched for on it; a tab, a dialog, another theme or width makes one of its own. */
async function kindOf(page: Page): Promise<string> {
  const { pathname, searchParams } = new URL(page.url());
  const path = pathname.replaceAll(/[^/]*\d[^/]*/g, ':id');
  const dialogs = await page.locator('dialog[open]').count();
  const theme = await page.evaluate(() => document.documentElement.dataset['colorScheme'] ?? 'light');
  return [path, searchParams.get('tab'), dialogs, theme, page.viewportSize()?.width].join(' ');
}

/**
 * Axe finds nothing on the page as it stands. It takes three tenths of all the time of these tests, so that a run of what is about one thing
 * asks it once for each page as {@link kindOf} tells them apart; a run of everything asks it every time, and of all pictures besides.
 */
export async function faultless(page: Page, name: string): Promise<void> {
  await picture(page, name);
  const kind = await kindOf(page);
  if (looked.has(kind) && !runsAll) return;
  looked.add(kind);
  expect(await faultsOf(page), name).toEqual([]);
}

/** The same in a narrow window too, where nothing may be beside it; axe is asked about that in a run of everything. */
export async function faultlessAtBothWidths(page: Page, name: string): Promise<void> {
  await faultless(page, name);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: name })
    .toBeLessThanOrEqual(390);
  if (runsAll) await faultless(page, `narrow-${name}`);
  await page.setViewportSize({ width: 1200, height: 900 });
}
