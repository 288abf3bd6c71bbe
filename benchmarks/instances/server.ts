/** What is measured, in a process of its own: `node server.ts {database}` is the platform, `node server.ts bare {folder} {database}` bare streams. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { startPlatform } from '@portvakt/platform';
import fastify from 'fastify';
import { bareStore } from './bare-postgres.ts';

export interface Place {
  readonly port: number;
  /** Of the service owner `ttd`. */
  readonly owner: string;
  /** Of a person who may read what the bakery has. */
  readonly person: string;
}

/** Of the server since `baseline`. */
export interface Usage {
  /** Most resident bytes beyond those. */
  readonly growth: number;
  /** Processor time so far, in ms. */
  readonly cpu_ms: number;
}

const PLAIN = ['altinn:instances.read', 'altinn:instances.write'];
const OWNER = ['altinn:serviceowner/instances.read', 'altinn:serviceowner/instances.write'];

async function platform(database: string): Promise<Place> {
  const started = await startPlatform({ port: 0, host: '127.0.0.1', database, dataElementLimit: 64 * 1024 * 1024 });
  const hour = 3600;
  const owner = await started.token({ as: 'organisation', org: 'ttd', orgNo: '310001236', scopes: OWNER, ttl: hour });
  const person = await started.token({ as: 'person', pid: '01816010027', scopes: PLAIN, ttl: hour });
  return { port: started.port, owner, person };
}

/** What Fastify does with a body that it passes on: to nowhere, to a file that is on the disk when the answer goes, or to PostgreSQL. */
async function bare(folder: string, database: string): Promise<Place> {
  const app = fastify({ bodyLimit: 1e9 });
  const store = await bareStore(database);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  const file = join(folder, 'content');
  app.put('/nowhere', async ({ body }) => {
    let size = 0;
    for await (const part of body as AsyncIterable<Buffer>) size += part.length;
    return { size };
  });
  app.put('/file', async ({ body }) => {
    await pipeline(body as NodeJS.ReadableStream, createWriteStream(file));
    const handle = await open(file, 'r+');
    await handle.sync();
    const { size } = await handle.stat();
    await handle.close();
    return { size };
  });
  app.get('/file', (_request, reply) => reply.type('application/pdf').send(createReadStream(file)));
  app.put('/postgres', async ({ body }) => {
    await store.keep(body as AsyncIterable<Buffer>);
    return {};
  });
  app.get('/postgres', (_request, reply) => reply.type('application/pdf').send(store.give()));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, owner: '', person: '' };
}

const resident = (): number => process.memoryUsage.rss();
let least = resident();
let most = least;
setInterval(() => {
  most = Math.max(most, resident());
}, 50).unref();
process.on('message', (wish) => {
  if (wish === 'baseline') {
    globalThis.gc?.();
    least = resident();
    most = least;
  }
  const { user, system } = process.cpuUsage();
  const usage: Usage = { growth: Math.max(most, resident()) - least, cpu_ms: (user + system) / 1000 };
  process.send?.(usage);
});
process.once('disconnect', () => process.exit(0));
const [, , what = '', folder = '', database = ''] = process.argv;
process.send?.(what === 'bare' ? await bare(folder, database) : await platform(what));
