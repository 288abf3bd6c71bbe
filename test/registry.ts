import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { published } from './packed.ts';

const UPSTREAM = process.env['npm_config_registry'] ?? 'https://registry.npmjs.org/';

const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** An npm registry on this machine. */
export interface Registry {
  /** With a final slash. */
  readonly url: string;
  /** What has been asked of the registry behind it, which has everything else. */
  readonly passedOn: readonly string[];
  stop(): Promise<void>;
}

/** What a registry says of a package that has one version, the newest. */
function packument(name: string, file: string, base: string): object {
  const manifest = published().find((one) => one.manifest.name === name)?.manifest as object as { version: string };
  const bytes = readFileSync(file);
  const dist = {
    tarball: `${base}-/tarballs/${basename(file)}`,
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    shasum: createHash('sha1').update(bytes).digest('hex'),
  };
  const { version } = manifest;
  // Long ago: some take nothing that has been published just now.
  const time = { created: LONG_AGO, modified: LONG_AGO, [version]: LONG_AGO };
  return { name, time, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

/**
 * Serves these tarballs as npm's registry would after they have been published; for every other package it asks npm's.
 * @param tarballs by the package's name
 */
export async function startRegistry(tarballs: ReadonlyMap<string, string>): Promise<Registry> {
  const passedOn: string[] = [];
  const passOn = async (path: string, accept: string, response: ServerResponse): Promise<void> => {
    passedOn.push(path);
    const answer = await fetch(new URL(path, UPSTREAM), { headers: { accept } });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1).split('?', 1)[0] ?? '');
    const file = [...tarballs.values()].find((one) => path === `-/tarballs/${basename(one)}`);
    const own = tarballs.get(path);
    if (file !== undefined) return response.end(readFileSync(file));
    if (own !== undefined) {
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify(packument(path, own, url)));
    }
    return passOn(request.url?.slice(1) ?? '', request.headers.accept ?? '*/*', response).catch(() =>
      response.writeHead(502).end('{"error":"the registry behind this one is not reached"}'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    passedOn,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
