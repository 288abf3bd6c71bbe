import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import type { PartyRef } from '../register/index.ts';
import { authorizedParties } from './authorized-parties.ts';
import { refuse } from './refusals.ts';
import { AuthorizedParty, PartyReference } from './schemas.ts';
import { BASE, type DelegationsRoutesDeps, type DelegationsSurface, PARTIES_SCOPE } from './surface.ts';

const OWNER = { who: 'token', scopes: [`${PARTIES_SCOPE}.resourceowner`, `${PARTIES_SCOPE}.admin`] } as const;
const WAYS =
  'urn:altinn:person:identifier-no, urn:altinn:organization:identifier-no, urn:altinn:party:uuid, urn:altinn:partyid or urn:altinn:userid';
/** As many digits as a number can have and still be exact. */
const NUMBER = /^[1-9]\d{0,14}$/;

/** A party by an attribute with its value. @throws Refusal 400 for what names no party */
export function partyRefOf(value: unknown, what: string): PartyRef {
  const { type, value: text }: { type?: unknown; value?: unknown } =
    typeof value === 'object' && value !== null ? value : {};
  if (typeof type !== 'string' || typeof text !== 'string')
    throw refuse('owner-malformed', `${what} must be {"type": …, "value": …}, with the type ${WAYS}`);
  if (type === 'urn:altinn:person:identifier-no' && /^\d{11}$/.test(text)) return { person: text };
  if (type === 'urn:altinn:organization:identifier-no' && /^\d{9}$/.test(text)) return { organization: text };
  if ((type === 'urn:altinn:party:uuid' || type === 'urn:altinn:person:uuid') && isUuid(text))
    return { uuid: text.toLowerCase() };
  if (type === 'urn:altinn:organization:uuid' && isUuid(text)) return { uuid: text.toLowerCase() };
  if (type === 'urn:altinn:partyid' && NUMBER.test(text)) return { partyId: Number(text) };
  if (type === 'urn:altinn:userid' && NUMBER.test(text)) return { userId: Number(text) };
  throw refuse('owner-malformed', `${what} of type "${type.slice(0, 80)}" has no such value; the types are ${WAYS}`);
}

/** Service owners ask whom somebody may act for (altinn-pdp.md 13.3). */
export function ownerRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  for (const [path, operationId, hidden] of [
    ['/resourceowner/authorizedparties', 'listAuthorizedPartiesOf', false],
    ['/serviceowner/authorizedparties', 'listAuthorizedPartiesOfByAlias', true],
  ] as const)
    route({
      method: 'POST',
      path: `${BASE}${path}`,
      operationId,
      summary: 'Everyone whom somebody may act for',
      access: OWNER,
      body: {
        schema: PartyReference,
        example: { type: 'urn:altinn:person:identifier-no', value: '01816010027' },
        read: (body: unknown) => partyRefOf(body, 'the body'),
      },
      answers: { 200: { description: 'The parties; none of who is unknown', schema: Type.Array(AuthorizedParty) } },
      hidden,
      async handle({ body: ref }) {
        const party = await deps.register.party(ref);
        // Nobody is registered under it: then there is nobody to act for, as for anyone without roles.
        return party && !party.isDeleted ? authorizedParties(deps, party) : [];
      },
    });
}
