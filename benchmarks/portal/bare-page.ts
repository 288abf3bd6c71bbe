/** What the browser and the machine take for a page without a script: a heading and a text in the portal's own font and style sheet. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PORTAL = fileURLToPath(new URL('../../packages/portal/dist/', import.meta.url));
const TYPES = { css: 'text/css', woff2: 'font/woff2' } as const;

interface Bare extends AsyncDisposable {
  readonly url: string;
}

/** A server of nothing but that page, on a free port. */
export async function serveBarePage(): Promise<Bare> {
  const own = readFileSync(join(PORTAL, 'index.html'), 'utf8');
  const links = own.match(/<link [^>]*(?:stylesheet|as="font")[^>]*>/g) ?? [];
  const files = new Map(
    links.map((link) => {
      const [path = ''] = /\/assets\/[^"]+/.exec(link) ?? [];
      return [path, readFileSync(join(PORTAL, path))] as const;
    }),
  );
  const text = 'Testmiljø. Alle personer, virksomheter og rettigheter er oppdiktet. '.repeat(4);
  const page = `<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Bar side</title>${links.join('')}</head><body><h1>Bar side</h1><p>${text}</p></body></html>`;
  const server = createServer(({ url = '/' }, response) => {
    const file = files.get(url);
    const type = TYPES[url.slice(url.lastIndexOf('.') + 1) as keyof typeof TYPES] ?? 'text/html; charset=utf-8';
    response.writeHead(file || url === '/' ? 200 : 404, { 'content-type': type }).end(file ?? page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
