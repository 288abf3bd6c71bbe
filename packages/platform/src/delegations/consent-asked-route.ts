import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import { MAX_A_MINUTE, PerMinute, problemAnswers, surface } from '../http/index.ts';
import { refuse, REFUSALS as TABLE } from './refusals.ts';
import { WhoAsksConsent } from './schemas.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

const REFUSALS = problemAnswers(
  {
    404: 'There is no such consent request',
    429: 'So many of these a minute are not answered: wait as long as retry-after says',
  },
  TABLE,
);

/**
 * Who asks for consent and about what, for the page that the asker's `viewUri` leads to, before anybody has logged in: the organisation, which the
 * register tells everyone, and the resources by their ids. Nothing of whom it is about, of what was written to them or filled in, or of what was
 * answered. The id of a request is a UUID of the asker's.
 */
export function consentAskedRoute(app: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const { route } = surface(app, { name: 'portal', admit: { anyone: () => undefined }, refusals: REFUSALS });
  const bound = new PerMinute(deps.clock);
  route({
    method: 'GET',
    path: '/portal/api/v1/asked-consent/:id',
    operationId: 'readWhoAsksConsent',
    summary: 'Who asks for consent, and about what: open to all who have the id',
    access: { who: 'anyone' },
    params: { id: Type.String({ format: 'uuid' }) },
    answers: { 200: { description: 'The organisation that asks, and the resources', schema: WhoAsksConsent } },
    refusals: [404, 429],
    async handle({ params: { id }, request }, reply) {
      const wait = bound.count(request);
      if (wait !== undefined)
        throw refuse('asked-too-often', `at most ${MAX_A_MINUTE} of these a minute: wait ${wait} s`, {
          headers: { 'retry-after': String(wait) },
        });
      const consent = isUuid(id) ? await deps.delegations.consent(id.toLowerCase()) : undefined;
      if (!consent) throw refuse('consent-unknown', 'there is no such consent request');
      const asker = await deps.register.party({ organization: consent.to });
      return reply.header('cache-control', 'no-store').send({
        asker: { number: consent.to, name: asker?.name ?? consent.to },
        resources: consent.rights.flatMap(({ resource }) => resource.map(({ value }) => value)),
      });
    },
  });
}
