import { Type } from 'typebox';
import { bytesOf, rawBody } from '../http/index.ts';
import { MAX_SNAPSHOT_BYTES, type SnapshotHead, tooLarge } from '../snapshots/index.ts';
import { SANDBOX, type SandboxSurface } from './surface.ts';

const PATH = '/sandbox/snapshot';
const TYPE = 'application/vnd.portvakt.snapshot';
const Loaded = Type.Object({
  saved: Type.String({ format: 'date-time', description: 'When it was saved, by the clock of that platform' }),
  product: Type.String({ description: 'The version that saved it' }),
  now: Type.String({ format: 'date-time', description: 'What time it is here now' }),
});

export interface SnapshotDoors {
  save(): Promise<Buffer>;
  load(file: Buffer): Promise<SnapshotHead>;
  now(): number;
}

/** The whole state as a file, and back. @param surface of a scope of its own: it takes every body as it is */
export function snapshotRoutes({ route }: SandboxSurface, { save, load, now }: SnapshotDoors): void {
  route({
    method: 'GET',
    path: PATH,
    operationId: 'saveSnapshot',
    summary: 'The whole state as one file: also its private keys',
    access: SANDBOX,
    answers: { 200: { description: 'The file', type: TYPE } },
    refusals: [413],
    async handle(_, reply) {
      const name = `portvakt-${new Date(now()).toISOString().slice(0, 19).replaceAll(':', '')}.snapshot`;
      return reply
        .header('content-type', TYPE)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(await save());
    },
  });
  route({
    method: 'PUT',
    path: PATH,
    operationId: 'loadSnapshot',
    summary: 'Put the sandbox into the state of such a file: all of it, or nothing',
    access: SANDBOX,
    bodyLimit: MAX_SNAPSHOT_BYTES,
    body: { schema: Type.String({ contentMediaType: TYPE }), types: [TYPE], read: () => undefined },
    answers: { 200: { description: 'It is', schema: Loaded } },
    refusals: [409, 413],
    async handle({ request }) {
      const file = await bytesOf(rawBody(request), MAX_SNAPSHOT_BYTES, tooLarge);
      const { saved, product } = await load(file);
      return { saved, product, now: new Date(now()).toISOString() };
    },
  });
}
