import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireToken } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import type { InternalDeps, Query } from './internal.ts';

/** The user whose token it is. @throws HttpProblem 400, 403, 404 */
async function ownUser(deps: InternalDeps, request: FastifyRequest, given: string | undefined): Promise<Party> {
  const caller = requireToken(deps.callers, request, ['altinn']);
  if (given === undefined || !/^\d{1,15}$/.test(given))
    throw new HttpProblem(400, `the user id "${String(given).slice(0, 40)}" is not a number`);
  if (Number(given) === 0) throw new HttpProblem(404, 'there is no user 0');
  if (caller.userId !== Number(given)) throw new HttpProblem(403, `the token is not of the user ${given}`);
  const party = await deps.authorization.lookups.register.party({ userId: Number(given) });
  if (!party) throw new HttpProblem(404, `the register has no user ${given}`);
  return party;
}

/** `/authorization/api/v1/parties…` and `/roles`: what a logged-in user may ask about itself (altinn-pdp.md 2). */
export function userRoutes(scope: FastifyInstance, deps: InternalDeps): void {
  const base = '/authorization/api/v1';
  const { register } = deps.authorization.lookups;
  const schema = (summary: string) => ({ tags: ['authorization'], summary });
  scope.get<Query>(`${base}/parties`, { schema: schema('Whom a user may act for') }, async (request) => {
    const user = await ownUser(deps, request, request.query['userId']);
    return (await register.reportees(user)).map(({ party }) => ({
      partyId: party.partyId,
      partyUuid: party.uuid,
      partyTypeName: party.type === 'organization' ? 2 : 1,
      orgNumber: party.organizationNumber ?? '',
      unitType: party.form ?? null,
      name: party.name,
      isDeleted: party.isDeleted,
    }));
  });
  scope.get<Query & { Params: { partyId: string } }>(
    `${base}/parties/:partyId/validate`,
    { schema: schema('May a user act for a party?') },
    async (request) => {
      const user = await ownUser(deps, request, request.query['userId']);
      const party = /^\d{1,15}$/.test(request.params.partyId)
        ? await register.party({ partyId: Number(request.params.partyId) })
        : undefined;
      return party !== undefined && (await register.roles(user, party)).length > 0;
    },
  );
  scope.get<Query>(`${base}/roles`, { schema: schema('The roles of a user for a party') }, async (request) => {
    const user = await ownUser(deps, request, request.query['coveredByUserId']);
    const partyId = request.query['offeredByPartyId'];
    if (partyId === undefined || !/^\d{1,15}$/.test(partyId) || Number(partyId) === 0)
      throw new HttpProblem(400, 'offeredByPartyId must be the number of a party');
    const party = await register.party({ partyId: Number(partyId) });
    const held = party ? await register.roles(user, party) : [];
    // A party that is not there is as one without roles: nobody learns which numbers exist.
    if (held.length === 0) throw new HttpProblem(404, `the user has no roles for a party ${partyId}`);
    return held.map((role) => ({ type: 'altinn', value: role.code.toUpperCase() }));
  });
}
