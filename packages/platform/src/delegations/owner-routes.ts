import type { FastifyInstance } from 'fastify';
import { requireScope } from '../callers/index.ts';
import { isUuid } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { PartyRef } from '../register/index.ts';
import { authorizedParties } from './authorized-parties.ts';
import { BASE, type DelegationsRoutesDeps, PARTIES_SCOPE, schema } from './surface.ts';

const OWNER_SCOPES = [`${PARTIES_SCOPE}.resourceowner`, `${PARTIES_SCOPE}.admin`] as const;
const WAYS =
  'urn:altinn:person:identifier-no, urn:altinn:organization:identifier-no, urn:altinn:party:uuid, urn:altinn:partyid or urn:altinn:userid';
/** As many digits as a number can have and still be exact. */
const NUMBER = /^[1-9]\d{0,14}$/;

/** A party by an attribute with its value. @throws HttpProblem 400 for what names no party */
export function partyRefOf(value: unknown, what: string): PartyRef {
  const { type, value: text } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof text !== 'string')
    throw new HttpProblem(400, `${what} must be {"type": …, "value": …}, with the type ${WAYS}`);
  if (type === 'urn:altinn:person:identifier-no' && /^\d{11}$/.test(text)) return { person: text };
  if (type === 'urn:altinn:organization:identifier-no' && /^\d{9}$/.test(text)) return { organization: text };
  if ((type === 'urn:altinn:party:uuid' || type === 'urn:altinn:person:uuid') && isUuid(text))
    return { uuid: text.toLowerCase() };
  if (type === 'urn:altinn:organization:uuid' && isUuid(text)) return { uuid: text.toLowerCase() };
  if (type === 'urn:altinn:partyid' && NUMBER.test(text)) return { partyId: Number(text) };
  if (type === 'urn:altinn:userid' && NUMBER.test(text)) return { userId: Number(text) };
  throw new HttpProblem(400, `${what} of type "${type.slice(0, 80)}" has no such value; the types are ${WAYS}`);
}

/** Service owners ask whom somebody may act for (altinn-pdp.md 13.3). */
export function ownerRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  for (const path of ['/resourceowner/authorizedparties', '/serviceowner/authorizedparties'])
    scope.post(`${BASE}${path}`, { schema: schema('Everyone whom somebody may act for') }, async (request) => {
      requireScope(deps.callers, request, OWNER_SCOPES);
      const party = await deps.register.party(partyRefOf(request.body, 'the body'));
      // Nobody is registered under it: then there is nobody to act for, as for anyone without roles.
      return party && !party.isDeleted ? authorizedParties(deps, party) : [];
    });
}
