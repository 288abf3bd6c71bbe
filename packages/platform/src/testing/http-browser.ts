/** A browser without script, for tests and journeys: cookies, redirects and forms over HTTP. */
interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** One answer, after redirects. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const MAX_REDIRECTS = 20;

/** Follows redirects, keeps cookies and sends forms, as a person’s browser does: for logins in tests without one. */
export class HttpBrowser {
  readonly #cookies = new Map<string, Cookie>();
  /** Every address that was visited, in order. */
  readonly visited: string[] = [];
  readonly #userAgent: string | undefined;

  constructor({ userAgent }: { readonly userAgent?: string } = {}) {
    this.#userAgent = userAgent;
  }

  cookie(name: string): string | undefined {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  setCookie(name: string, value: string, path = '/'): void {
    this.#cookies.set(`${name} ${path}`, { name, value, path });
  }

  get(url: string | URL): Promise<Page> {
    return this.#follow(new URL(url), { method: 'GET' });
  }

  /** Sends a form as a page of the same site would. */
  post(url: string | URL, form: Readonly<Record<string, string>>): Promise<Page> {
    return this.#follow(new URL(url), {
      method: 'POST',
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(url).origin },
    });
  }

  /** One request without following redirects. */
  async step(url: URL, init: RequestInit): Promise<Page> {
    const headers = new Headers(init.headers);
    const cookies = [...this.#cookies.values()].filter((cookie) => url.pathname.startsWith(cookie.path));
    if (cookies.length > 0) headers.set('cookie', cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
    if (this.#userAgent !== undefined) headers.set('user-agent', this.#userAgent);
    this.visited.push(url.href);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return { url, status: response.status, headers: response.headers, body: await response.text() };
  }

  async #follow(first: URL, init: RequestInit): Promise<Page> {
    let page = await this.step(first, init);
    for (let count = 0; count < MAX_REDIRECTS; count += 1) {
      const location = page.headers.get('location');
      if (page.status < 300 || page.status > 399 || location === null) return page;
      page = await this.step(new URL(location, page.url), { method: 'GET' });
    }
    throw new Error(`more than ${MAX_REDIRECTS} redirects from ${first.href}`);
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const equals = pair.indexOf('=');
    const attribute = (name: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
    const path = attribute('path') ?? '/';
    const name = pair.slice(0, equals);
    const expires = attribute('expires');
    const gone = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now());
    if (gone) this.#cookies.delete(`${name} ${path}`);
    else this.#cookies.set(`${name} ${path}`, { name, value: decodeURIComponent(pair.slice(equals + 1)), path });
  }
}

/**
 * Logs a synthetic person in through the test ID-porten, as the person would in a browser.
 * @returns the last page, and the browser that now holds the session's cookies
 */
export async function logIn(
  base: string,
  person: string,
  options: { goto?: string; acr?: string; method?: string; browser?: HttpBrowser } = {},
): Promise<{ readonly browser: HttpBrowser; readonly page: Page }> {
  const browser = options.browser ?? new HttpBrowser();
  const start = new URL('/authentication/api/v1/authentication', base);
  start.searchParams.set('goto', options.goto ?? `${base}/`);
  if (options.acr !== undefined) start.searchParams.set('acr_values', options.acr);
  const choice = await browser.get(start);
  if (!choice.url.pathname.startsWith('/idporten/interaction/'))
    throw new Error(`expected the page where one chooses a person, got ${choice.status} at ${choice.url.href}`);
  const form = { person, ...(options.method === undefined ? {} : { method: options.method }) };
  const page = await browser.post(new URL(`${choice.url.pathname}/login`, base), form);
  return { browser, page };
}
