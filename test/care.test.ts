import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './packed.ts';
import { type Cluster, postgresBinaries, startCluster } from './postgres.ts';

const PAGE = readFileSync(join(root, 'docs', 'production', 'care.md'), 'utf8');
const KEY = Buffer.alloc(32, 9).toString('base64');

/** The lines of each shell block, in order: backups, a disaster, an upgrade. */
const blocks = [...PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block.trim().split('\n'));

const kinds = ['SQLite', 'PostgreSQL'] as const;
const isMissing = postgresBinaries() === undefined;
if (isMissing) console.warn('the walk on PostgreSQL is left out: install PostgreSQL (apt-get install postgresql)');

describe.each(kinds.filter((kind) => kind === 'SQLite' || !isMissing))('docs/production/care.md on %s', (kind) => {
  let folder: string;
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-care-'));
    if (kind === 'PostgreSQL') cluster = await startCluster();
  });
  afterAll(async () => {
    await cluster?.remove();
    rmSync(folder, { recursive: true });
  });

  const run = (line: string, data: string): Promise<string> => {
    const { NODE_OPTIONS: _sources, PORTVAKT_URL: _url, ...rest } = process.env;
    const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`;
    const env = { ...rest, PATH, DATABASE_URL: data, PORTVAKT_MASTER_KEY: KEY };
    return new Promise((resolve, reject) =>
      execFile('bash', ['-c', line], { cwd: folder, env }, (error, out, err) =>
        error ? reject(new Error(`${line}: ${out}${err}`)) : resolve(out),
      ),
    );
  };
  const places = (name: string): { readonly data: string; readonly database: string } => {
    const data = cluster ? new URL(`/${name}`, cluster.url).href : join(folder, name);
    return { data, database: cluster ? data : join(data, 'portvakt.db') };
  };
  const create = async (name: string): Promise<void> => {
    if (!cluster) return;
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: cluster.url });
    await client.connect();
    await client.query(`create database ${name}`).finally(() => client.end());
  };

  it('keeps the state of a platform that runs, brings it back, and brings its schema up to date', async () => {
    expect(blocks.map((block) => block.length)).toEqual([2, 3, 4]);
    const [backups = [], disaster = [], upgrade = []] = blocks;
    await create('before');
    await create('after');
    const before = places('before');
    const platform = await startPlatform({ port: 0, database: before.database, masterKey: KEY });
    const { clientId } = await platform.createClient({
      organization: '310044423',
      name: 'Varig',
      scopes: ['altinn:instances.read'],
      keys: [],
    });
    const out: string[] = [];
    for (const line of backups) out.push(await run(line, before.data));
    expect(out).toEqual([expect.stringMatching(/^Wrote friday\.backup: \d+ rows/), expect.stringMatching(/^OK /)]);
    await platform.stop();

    const after = places('after');
    const told: string[] = [];
    for (const line of disaster) told.push(await run(line, after.data));
    expect(told.at(-1)).toMatch(/^OK {4}\d+ tables, \d+ secrets open\n$/);
    for (const line of upgrade) told.push(await run(line, after.data));
    expect(told.slice(-3)).toEqual([
      expect.stringMatching(/^OK {4}The schema is up to date: it has had all \d+ migrations\.\n$/),
      'The schema is up to date.\n',
      expect.stringMatching(/^OK /),
    ]);
    const again = await startPlatform({ port: 0, database: after.database, masterKey: KEY });
    const found = await again.http.inject({ url: `/sandbox/clients?query=${clientId}` });
    await again.stop();
    expect(found.json()).toMatchObject([{ clientId, organization: '310044423' }]);
  });
});
