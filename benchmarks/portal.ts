/**
 * The portal as shipped, in Chromium: what the first load weighs, and for each page how soon its largest part is drawn, how far it shifts, and
 * how long an interaction waits with 10,000 rows in the log.
 * Run: npm run portal -w portvakt-benchmarks [-- --quick]. It measures what `npm run build` has built.
 */
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { startPlatform } from '@portvakt/platform';
import { type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { serveBarePage } from './portal/bare-page.ts';
import { median } from './slices.ts';

const quick = process.argv.includes('--quick');
const TIMES = quick ? 2 : 7;
const LOG_ROWS = quick ? 1_000 : 10_000;
const FIRST_LOAD_KB = 150;
const LCP_MS = 500;
const SHIFT = 0.02;
const INTERACTION_MS = 100;
/** Managing directors, each of whom acts for one alone: of the vendor, of the directorate, of an accountant, and of whoever operates the sandbox. */
const PERSONS = { vendor: '07846610027', owner: '09828610071', accountant: '30856810018', operator: '13849010020' };
const VENDOR = '310019747';
const ACCOUNTANT = '310032085';
const BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const executablePath =
  process.env['PORTVAKT_CHROMIUM'] ?? BROWSERS.map((name) => `/usr/bin/${name}`).find((path) => existsSync(path));
const PROFILE = { locale: 'nb-NO', viewport: { width: 1280, height: 844 } };
const PAGES: readonly (readonly [who: keyof typeof PERSONS, path: string])[] = [
  ...['/', '/clients', '/clients/new', '/clients/:id', '/clients/:id?tab=diagnosis'].map((path) => of('vendor', path)),
  ...['/scopes', '/systems', '/resources', '/playground', '/log', '/situations', '/webhooks'].map((path) =>
    of('vendor', path),
  ),
  of('owner', '/resources/policy?resource=skogdir-felling'),
  ...['maskinporten', 'consent/active', 'users'].map((page) =>
    // Who acts for several is asked for whom, where the address does not say.
    of('accountant', `/accessmanagement/ui/${page}?virksomhet=${ACCOUNTANT}`),
  ),
  ...['/operator', '/operator/audit'].map((path) => of('operator', path)),
];
function of(who: keyof typeof PERSONS, path: string) {
  return [who, path] as const;
}

if (executablePath === undefined) {
  console.log('Not measured: no Chromium (apt-get install chromium-headless-shell, or PORTVAKT_CHROMIUM).');
  process.exit(0);
}

interface Seen {
  readonly lcp_ms: number;
  readonly shift: number;
  readonly scripts_kB: number;
}

/** What the browser itself has noted of the page so far. */
const noted = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<{ lcp: number; shift: number }>((resolve) => {
        let [lcp, shift] = [0, 0];
        new PerformanceObserver((list) => {
          for (const { startTime } of list.getEntries()) lcp = Math.max(lcp, startTime);
        }).observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
            if (!entry.hadRecentInput) shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        // Entries that are there already come in a task of their own.
        setTimeout(() => resolve({ lcp, shift }), 100);
      }),
  );

/** Opens an address as whoever the context is, in a profile of its own: with nothing in the browser's cache. */
async function open(context: BrowserContext, address: string): Promise<Seen> {
  const fresh = await browser.newContext({ ...PROFILE, storageState: await context.storageState() });
  const page = await fresh.newPage();
  const scripts: Request[] = [];
  page.on('requestfinished', (request) => void (request.resourceType() === 'script' && scripts.push(request)));
  // The log's stream never ends, so the network is never idle there.
  await page.goto(address, { waitUntil: 'load' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForTimeout(700);
  const { lcp, shift } = await noted(page);
  const sizes = await Promise.all(scripts.map(async (request) => (await request.sizes()).responseBodySize));
  await fresh.close();
  return { lcp_ms: lcp, shift, scripts_kB: sizes.reduce((sum, size) => sum + size, 0) / 1000 };
}

/** The longest that an interaction has waited for what it changed to be drawn: the page's INP as browsers tell it. */
async function slowestInteraction(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const kept = window as unknown as { slowest: number };
    kept.slowest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) kept.slowest = Math.max(kept.slowest, duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  await act();
  await page.waitForTimeout(500);
  return page.evaluate(() => (window as unknown as { slowest: number }).slowest);
}

/** Refused token requests of one client: each is a row of the log. */
async function fillLog(tokenUrl: string, clientId: string): Promise<void> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = () => {
    const claims = {
      iss: clientId,
      aud: 'https://elsewhere.example/',
      scope: 'a:b',
      iat: 1,
      exp: 2,
      jti: Math.random(),
    };
    return new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${part({ alg: 'RS256', kid: 'none' })}.${part(claims)}.c2lnbmVk`,
    });
  };
  for (let sent = 0; sent < LOG_ROWS; sent += 50)
    await Promise.all(
      Array.from({ length: 50 }, async () => (await fetch(tokenUrl, { method: 'POST', body: body() })).arrayBuffer()),
    );
}

const platform = await startPlatform({ port: 0 });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext(PROFILE);
const { base } = platform.urls;
console.log(
  `Chromium ${browser.version()}, Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? '?'}`,
);

await using bare = await serveBarePage();
const [bareSeen, welcome]: [Seen[], Seen[]] = [[], []];
for (let time = 0; time < TIMES; time += 1) {
  bareSeen.push(await open(context, bare.url));
  welcome.push(await open(context, base));
}

/** A page in a profile of its own, in which the person is logged in. */
async function logIn(who: keyof typeof PERSONS): Promise<Page> {
  const page = await (await browser.newContext(PROFILE)).newPage();
  await page.goto(base);
  await page.getByRole('link', { name: 'Logg inn' }).click();
  await page.locator(`button[name=person][value="${PERSONS[who]}"]`).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}
const pages = {
  vendor: await logIn('vendor'),
  owner: await logIn('owner'),
  accountant: await logIn('accountant'),
  operator: await logIn('operator'),
};
const page = pages.vendor;

const { clientId } = await platform.createClient({ organization: VENDOR, name: 'Målt', scopes: [], keys: [] });
await fillLog(`${platform.urls.maskinportenIssuer}token`, clientId);

console.log(`\n| page | scripts, kB compressed | largest part drawn, ms | shift |\n| --- | ---: | ---: | ---: |`);
const row = (name: string, seen: readonly Seen[]): void => {
  const of = (member: keyof Seen) => median(seen.map((one) => one[member]));
  const [kB, lcp, shift] = [of('scripts_kB'), of('lcp_ms'), Math.max(...seen.map((one) => one.shift))];
  console.log(`| ${name} | ${kB.toFixed(0)} | ${lcp.toFixed(0)} | ${shift.toFixed(3)} |`);
};
async function seenOf(who: keyof typeof PERSONS, path: string): Promise<readonly Seen[]> {
  const seen = [];
  const address = base + path.replace(':id', clientId);
  for (let time = 0; time < TIMES; time += 1) seen.push(await open(pages[who].context(), address));
  return seen;
}
row('a bare page, without a script: what this machine takes', bareSeen);
row('before log-in', welcome);
row('the frame alone, of a page that is not there: what its scripts take', await seenOf('vendor', '/nowhere'));
for (const [who, path] of PAGES) row(path.split('?virksomhet')[0] ?? path, await seenOf(who, path));
console.log(`Wanted: first load at most ${FIRST_LOAD_KB} kB, drawn in ${LCP_MS} ms, shift below ${SHIFT}.`);

await page.goto(`${base}/log`);
await page.getByRole('searchbox').first().waitFor();
await page.waitForTimeout(2_000);
const typed = await slowestInteraction(page, async () => {
  await page.getByRole('searchbox').first().pressSequentially('elsewhere', { delay: 60 });
});
const cleared = await slowestInteraction(page, () => page.getByRole('searchbox').first().fill(''));
const unfolded = await slowestInteraction(page, async () => {
  for (let place = 0; place < 5; place += 1) {
    await page.locator('main [aria-expanded]').nth(place).click();
    await page.waitForTimeout(150);
  }
});
console.log(
  `\nWith ${LOG_ROWS} rows in the log an interaction waited at most ${Math.max(typed, cleared)} ms when looking for a text and ${unfolded} ms when rows were unfolded (wanted: ${INTERACTION_MS} ms).`,
);
await browser.close();
await platform.stop();
