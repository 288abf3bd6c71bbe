import type { FastifyInstance } from 'fastify';
import { problemAnswers, surface } from '../http/index.ts';
import { REFUSALS } from './refusals.ts';

/** Metadata is no secret: nobody is asked who they are. */
export const metadataSurface = (app: FastifyInstance) =>
  surface(app, {
    name: 'access metadata',
    admit: { anyone: () => undefined },
    refusals: problemAnswers(
      {
        400: 'A member of the query is not what it must be',
        404: 'There is no such role, package, area, group or organisation form',
      },
      REFUSALS,
    ),
  });

export type MetadataSurface = ReturnType<typeof metadataSurface>;

export const ANYONE = { who: 'anyone' } as const;
