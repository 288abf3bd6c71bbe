import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Fault, faultsOf } from '../chromium.ts';
import type { Scene } from './scenes.ts';
import { NOON, type Seeded, type Who } from './world.ts';

export const LANGUAGES = ['nb', 'nn', 'en'] as const;
export const THEMES = ['light', 'dark'] as const;
export const WIDTHS = [1280, 390] as const;
const HEIGHT = 844;
/** Tells a page that never comes from a machine with other work to do. */
const LONG_MS = 120_000;

/** How a page is looked at. */
export interface Look {
  readonly language: (typeof LANGUAGES)[number];
  readonly theme: (typeof THEMES)[number];
  readonly width: (typeof WIDTHS)[number];
}

export const LOOKS: readonly Look[] = LANGUAGES.flatMap((language) =>
  THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width }))),
);

/** One look for each place in a row of scenes, so that neighbours differ and in a dozen of them every look has been. */
export const inRotation = (place: number): Look =>
  LOOKS[(place * 5) % LOOKS.length] ?? { language: 'nb', theme: 'light', width: 1280 };

/** The looks in which a scene is taken: all, or as many as it asks for, of every language before one twice. */
export const looksOf = ({ looks = LOOKS.length }: Scene, place: number): readonly Look[] =>
  looks >= LOOKS.length ? LOOKS : Array.from({ length: looks }, (_, turn) => inRotation(place + turn * 4));

export interface Picture {
  readonly png: Buffer;
  readonly faults: readonly Fault[];
  /** How far the page is wider than the window. */
  readonly sideways: number;
}

/** Takes the picture of a scene, in a browser profile of its own. */
export async function take(browser: Browser, { world, states }: Seeded, scene: Scene, look: Look): Promise<Picture> {
  const context = await profile(browser, look, scene.who && states[scene.who], scene);
  try {
    const page = await context.newPage();
    await page.clock.setFixedTime(NOON);
    const quiet = watch(page);
    await page.goto(world.base + scene.path(world));
    await quiet(scene.answers === 'none');
    if (scene.act) {
      await scene.act(page, world);
      await quiet(scene.answers === 'none');
    }
    await page.evaluate(showWhole);
    if (look.width === 390 && (await page.locator('dialog[open], [popover]:popover-open').count()) === 0) {
      // Rows of the log are drawn as they come in sight, and all of the page is.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width: look.width, height: Math.max(height, HEIGHT) });
      await quiet(scene.answers === 'none');
    }
    await page.evaluate(makeAlike);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    // Before axe looks at it, which scrolls to what it judges.
    const png = await page.screenshot({ fullPage: true, animations: 'disabled', caret: 'hide' });
    const faults = await faultsOf(page);
    return { png, faults, sideways };
  } finally {
    await context.close();
  }
}

async function profile(
  browser: Browser,
  { language, theme, width }: Look,
  state: Seeded['states'][Who] | undefined,
  { answers = 'all', asks }: Scene,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: 'nb-NO',
    timezoneId: 'Europe/Oslo',
    viewport: { width, height: HEIGHT },
    colorScheme: theme,
    reducedMotion: 'reduce',
    ...(state === undefined ? {} : { storageState: state }),
  });
  context.setDefaultTimeout(LONG_MS);
  await context.addInitScript(
    (chosen) => {
      // Before its first address a page has no storage.
      if (location.protocol === 'about:') return;
      localStorage.setItem('portvakt.language', chosen.language);
      localStorage.setItem('portvakt.theme', chosen.theme);
    },
    { language, theme },
  );
  // The clock stands still for the pictures alone: how far that is from the machine's is another each time.
  await context.route('**/portal/api/v1/environment', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), clockOffsetMs: 0 } });
  });
  if (answers !== 'all')
    await context.route(
      (url) => url.pathname === asks || isAsked(url),
      (route) => (answers === 'none' ? undefined : route.fulfill(BROKEN)),
    );
  return context;
}

const FRAME = [
  '/portal/api/v1/environment',
  '/profile/api/v1/users/current',
  '/accessmanagement/api/v1/authorizedparties',
];

/** What a page asks the platform for, beside what its frame does. */
const isAsked = ({ pathname }: URL): boolean =>
  !FRAME.includes(pathname) && (pathname.includes('/api/') || pathname.startsWith('/sandbox/'));

const BROKEN = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    traceId: '0af7651916cd43dd8448eb211c80319c',
  }),
};

/** For how long nothing may change before a page has come to rest. */
const REST_MS = 250;
/** For how long a page may ask again before its picture is taken as it is. */
const RETRIES_MS = 15_000;

/** Gives a function that waits until nothing is asked for any more, and the page stands still; a stream of events is never done. */
function watch(page: Page): (alone: boolean) => Promise<void> {
  const open = new Set<object>();
  page.on('request', (request) => request.headers()['accept'] !== 'text/event-stream' && open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return async (alone) => {
    await page.locator('main').waitFor();
    // What is refused is asked for again after a while, in which nothing moves.
    const grey = page.locator('main .loading').first();
    if (!alone) await grey.waitFor({ state: 'detached', timeout: RETRIES_MS }).catch(() => undefined);
    do await page.evaluate(standsStill, REST_MS);
    while (open.size > 0 && !alone);
    await page.evaluate(async () => void (await document.fonts.ready));
  };
}

/** Runs in the page. Its time is what passes in the browser's event loop: the page's own clock stands still. */
const standsStill = (rest: number) =>
  new Promise<void>((resolve) => {
    let timer = setTimeout(done, rest);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, rest);
    });
    function done() {
      observer.disconnect();
      resolve();
    }
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });

/** Runs in the page. What sticks to the window's edge would stand in the middle of the page. */
function showWhole(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.save-bar { position: static !important; }');
  document.adoptedStyleSheets.push(sheet);
  window.scrollTo(0, 0);
}

/** Runs in the page. Gives what is drawn by lot (ids, ports, traces) a form that is the same each time, in the order in which it is seen. */
function makeAlike(): void {
  const FILL = 'mQ3vZb8Kx0tYhWf6LrNc2sJpDg7uEa9iVoT5kXyBq1wMz4RjHlGdSnCePUAI_O-F';
  const seen = new Map<string, string>();
  const same = (id: string): string => {
    const before = seen.get(id);
    if (before !== undefined) return before;
    const made = `${'0123456789abcdef'[seen.size % 16]?.repeat(8)}-0000-4000-8000-${String(seen.size).padStart(12, '0')}`;
    seen.set(id, made);
    return made;
  };
  const alike = (text: string): string =>
    text
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, same)
      .replace(/\b[0-9a-f]{32}\b/g, '0af7651916cd43dd8448eb211c80319c')
      // Moduli, signatures, tokens and their ids.
      .replace(/\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{22,}/g, (long) =>
        FILL.repeat(Math.ceil(long.length / FILL.length)).slice(0, long.length),
      )
      .replace(/^\d+([.,]\d+)?(?=\sms$)/, '7')
      .replace(/(localhost|127\.0\.0\.1):\d+/g, '$1:7070');
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea'))
    if (alike(field.value) !== field.value) field.value = alike(field.value);
  // An id that is shortened in the middle has the whole of it as its title.
  for (const short of document.querySelectorAll<HTMLElement>('code.id[title]')) {
    const whole = alike(short.title);
    const shown = short.querySelector('[aria-hidden]');
    if (whole !== short.title && shown) shown.textContent = `${whole.slice(0, 8)}…${whole.slice(-4)}`;
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? '';
    if (alike(text) !== text) node.nodeValue = alike(text);
  }
}
