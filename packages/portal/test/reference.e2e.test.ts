import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, noBrowser, picture, type Site, startSite } from './browser.ts';

const CUSTOMER = 'FJORDVIK BAKERI AS';

describe.skipIf(noBrowser())('the reference of the API', () => {
  let site: Site;
  /** What the page has asked for elsewhere, or complained of. */
  const strange: string[] = [];
  const open = async (path: string): Promise<Page> => {
    const page = await site.open(path);
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== site.platform.urls.base) strange.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') strange.push(`${message.text()} ${message.location().url}`);
    });
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };
  const send = async (page: Page) => {
    const request = page.waitForRequest((one) => one.headers()['authorization'] !== undefined);
    await page.getByRole('button', { name: /^Send / }).click();
    await page.locator('.outcome').waitFor();
    return {
      token: (await request).headers()['authorization'],
      status: await page.locator('.outcome strong').textContent(),
    };
  };

  beforeAll(async () => {
    site = await startSite();
  });
  afterAll(async () => {
    await site?.close();
    expect([...(site?.complaints ?? []), ...strange]).toEqual([]);
  });

  it('finds an operation, puts a token on with one click, tries it, and shows code that runs', async () => {
    const page = await open('/docs');
    const { base } = site.platform.urls;
    expect((await (await fetch(`${base}/docs`)).headers).get('content-security-policy')).not.toContain('unsafe');
    await page.keyboard.press('/');
    await page.keyboard.type('selvbetjening dcr.read clients');
    await page.getByRole('link', { name: 'Own clients' }).click();
    await page.getByRole('heading', { level: 1, name: 'Own clients' }).waitFor();
    await expect.poll(() => page.url()).toBe(`${base}/docs#/selvbetjening/listClients`);

    await page.getByRole('button', { name: `Logg inn som ${CUSTOMER}` }).click();
    await page.getByText(`Token for ${CUSTOMER} er på.`).waitFor();
    const { token = '', status } = await send(page);
    expect(status).toBe('200');
    await picture(page, 'reference-operation');

    const curl = (await page.getByRole('region', { name: 'curl' }).textContent()) ?? '';
    expect(curl).toContain(`curl '${base}/selvbetjening/api/v1/clients'`);
    expect(await statusOf(curl, token.replace('Bearer ', ''))).toBe('200');
    await page.getByRole('tab', { name: 'TypeScript' }).click();
    await expect
      .poll(() => page.getByRole('region', { name: 'TypeScript' }).textContent())
      .toContain('createMaskinportenClient');
    await page.getByRole('tab', { name: 'C#' }).click();
    await expect.poll(() => page.getByRole('region', { name: 'C#' }).textContent()).toContain('HttpMethod.Get');
  });

  it('lets one be a person, and a client of one’s own', async () => {
    const scopes = ['altinn:authorization/authorize'];
    await site.platform.createClient({ organization: '310019747', name: 'Min klient', scopes });
    const page = await open('/docs#/profile/readOwnProfile');
    await page.getByRole('button', { name: 'Velg en annen' }).click();
    await page.getByRole('searchbox', { name: 'Søk på navn eller nummer' }).fill('rolig');
    await page.getByRole('button', { name: 'ROLIG REINSDYR' }).click();
    expect((await send(page)).status).toBe('200');
    await expect.poll(() => page.getByRole('region', { name: 'Svaret' }).textContent()).toContain('ROLIG REINSDYR');

    await page.goto(`${site.platform.urls.base}/docs#/authorization/authorize`);
    await page.getByText('Token for ROLIG REINSDYR passer ikke').waitFor();
    await page.getByRole('button', { name: 'Velg en annen' }).click();
    await page.getByRole('tab', { name: 'Klient' }).click();
    await page.getByRole('button', { name: 'Min klient' }).click();
    expect((await send(page)).status).toBe('200');
  });

  it('gives no token where the platform makes none, and takes one that is pasted', async () => {
    const { base } = site.platform.urls;
    const page = await site.open('/favicon.svg');
    // As in production, whose document has no sandbox in it.
    await page.route('**/openapi/all.json', async (route) => {
      const document = (await (await route.fetch()).json()) as { paths: Record<string, unknown> };
      const paths = Object.entries(document.paths).filter(([path]) => !path.startsWith('/sandbox/'));
      await route.fulfill({ json: { ...document, paths: Object.fromEntries(paths) } });
    });
    await page.goto(`${base}/docs#/profile/readOwnProfile`);
    await page.getByRole('button', { name: 'Lim inn token' }).click();
    await expect.poll(() => page.getByRole('tab', { name: 'Person' }).count()).toBe(0);
    await expect.poll(() => page.getByRole('button', { name: /Logg inn som/ }).count()).toBe(0);
    const made = await fetch(`${base}/sandbox/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: '01816010027' }),
    });
    await page.getByRole('textbox', { name: 'Token' }).fill(((await made.json()) as { token: string }).token);
    await page.getByRole('button', { name: 'Bruk token' }).click();
    expect((await send(page)).status).toBe('200');
  });

  it('says as the portal does which environment its requests go to, in each language', async () => {
    const page = await open('/docs');
    const portal = await page.context().newPage();
    await portal.goto(site.platform.urls.base);
    await portal.locator('.environment[data-known=true]').waitFor();
    const frame = (of: Page) =>
      of.evaluate(() => {
        const text = (part: string) => document.querySelector(part)?.textContent;
        const edge = document.querySelector('.top-edge');
        return [text('.environment'), text('footer'), edge && getComputedStyle(edge).backgroundColor];
      });
    for (const language of ['Norsk (bokmål)', 'Norsk (nynorsk)', 'English']) {
      await page.getByRole('button', { name: /^(?:Språk|Language): / }).click();
      await page.getByRole('button', { name: language, exact: true }).click();
      await expect.poll(() => page.getByRole('button', { name: `: ${language}` }).count()).toBe(1);
      // The choice holds for the portal in the other tab too.
      await expect.poll(() => frame(portal), { message: language }).toEqual(await frame(page));
    }
    expect(await frame(page)).toEqual([
      'Environment: TEST',
      expect.stringContaining('Test environment.'),
      expect.stringMatching(/^rgb/),
    ]);
    await site.platform.clock.advance(3_600_000);
    await page.reload();
    await page.getByRole('banner').getByText('set 1 hour ahead').waitFor();
    await site.platform.clock.reset();
    await page.route('**/portal/api/v1/environment', async (route) => {
      const environment = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...environment, mode: 'production', name: 'PROD' } });
    });
    await page.reload();
    await page.locator('.environment[data-known=true]').getByText('PROD').waitFor();
    await expect.poll(() => page.locator('.top-edge').getAttribute('data-color')).toBe('danger');
    await expect.poll(() => page.locator('footer').textContent()).not.toContain('Test environment');
  });

  it('is without faults in light and dark, wide and narrow, and never wider than the window', async () => {
    const page = await open('/docs');
    const look = async (name: string) => {
      await picture(page, `reference-${name}`);
      expect([name, await faultsOf(page)]).toEqual([name, []]);
      expect([name, await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)]).toEqual([
        name,
        0,
      ]);
    };
    for (const [name, scheme] of [
      ['Mørkt', 'dark'],
      ['Som systemet', 'auto'],
    ] as const) {
      await page.getByRole('button', { name: /^Utseende: / }).click();
      await page.getByRole('button', { name, exact: true }).click();
      await expect.poll(() => page.locator('html').getAttribute('data-color-scheme')).toBe(scheme);
    }
    const { base } = site.platform.urls;
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
      ['light', 390],
      ['dark', 1280],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      const name = `${colorScheme}-${width}`;
      // One surface: its list is short, and all of it is looked at each time.
      await page.goto(`${base}/docs#/sandbox`);
      await look(`${name}-surface`);
      if (width === 390) {
        const header = page.getByRole('banner');
        expect((await header.boundingBox())?.height, name).toBeLessThanOrEqual(64);
        await header.getByRole('button', { name: 'Meny' }).click();
        await header.getByRole('link', { name: 'Til portalen' }).waitFor();
        await header.locator('.menu-heading').getByText('Ingen token').waitFor();
        await look(`${name}-menu`);
        await page.keyboard.press('Escape');
      }
      await page.goto(`${base}/docs#/sandbox/findSyntheticParties`);
      await page.getByRole('button', { name: /^Send / }).click();
      await page.locator('.outcome').waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('certificates');
      await look(`${name}-operation`);
      await page.getByRole('button', { name: 'Logg inn' }).click();
      await page.getByRole('button', { name: 'RASK RØYSKATT' }).waitFor();
      await look(`${name}-log-in`);
      await page.getByRole('button', { name: 'Lukk' }).click();
      await page.getByRole('searchbox', { name: 'Søk' }).fill('');
    }
    await page.goto(`${base}/docs#/`);
    await look('overview');
  });
});

/** What a shell gets that runs the code with the token. */
async function statusOf(code: string, token: string): Promise<string> {
  const quiet = `${code} -s -o /dev/null -w '%{http_code}'`;
  return (await promisify(execFile)('sh', ['-c', quiet], { env: { ...process.env, TOKEN: token } })).stdout;
}
