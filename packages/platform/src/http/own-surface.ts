import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LocalAccess } from './access.ts';
import { problemAnswers } from './readers.ts';
import { surface } from './route.ts';

/** What the platform tells of itself: that it lives, what it counts, what it can be asked. */
export const ownSurface = (
  app: FastifyInstance,
  admitLocal: (request: FastifyRequest, access: LocalAccess) => unknown = () => undefined,
) =>
  surface(app, {
    name: 'platform',
    admit: { anyone: () => undefined, local: admitLocal },
    refusals: problemAnswers({}),
  });

export const ANYONE = { who: 'anyone' } as const;
