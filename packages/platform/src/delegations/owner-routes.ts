import { Type } from 'typebox';
import type { Caller } from '../callers/index.ts';
import { isUuid } from '../foundation/index.ts';
import type { Party, PartyRef } from '../register/index.ts';
import { authorizedParties, partiesOfSystemUser } from './authorized-parties.ts';
import { partiesQuery, viewOf } from './authorized-parties-view.ts';
import { optional } from './readers.ts';
import { refuse } from './refusals.ts';
import { AuthorizedParty, SubjectReference } from './schemas.ts';
import { BASE, type DelegationsRoutesDeps, type DelegationsSurface, PARTIES_SCOPE } from './surface.ts';

const OWNER = { who: 'token', scopes: [`${PARTIES_SCOPE}.resourceowner`, `${PARTIES_SCOPE}.admin`] } as const;
const { partyFilter: _inBody, ...OWNER_QUERY } = partiesQuery(true);
const WAYS =
  'urn:altinn:person:identifier-no, urn:altinn:organization:identifier-no, urn:altinn:party:uuid, urn:altinn:partyid or urn:altinn:userid';
/** As many digits as a number can have and still be exact. */
const NUMBER = /^[1-9]\d{0,14}$/;

/** A party by an attribute with its value. @throws Refusal 400 for what names no party */
function partyRefOf(value: unknown, what: string): PartyRef {
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
  throw noSuchValue(what, type);
}

const noSuchValue = (what: string, type: string) =>
  refuse('owner-malformed', `${what} of type "${type.slice(0, 80)}" has no such value; the types are ${WAYS}`);

/** A party of the register, a user without a number by its e-mail address, or a system user. */
type Subject = PartyRef | { readonly email: string } | { readonly systemUser: string };

/** .NET's `int`. */
const WHOLE_NUMBER = /^[+-]?\d{1,10}$/;
const MAX_INT = 2 ** 31 - 1;

/**
 * Whose parties are asked for; undefined = nobody's. An id must be one, and a name may have any form: whom nobody knows by it acts for nobody
 * (altinn-pdp.md 13.3).
 * @throws Refusal 400 for another type, and for an id that is none
 */
function subjectOf(body: unknown): Subject | undefined {
  const { type, value }: { type?: unknown; value?: unknown } = typeof body === 'object' && body !== null ? body : {};
  if (typeof type !== 'string' || typeof value !== 'string') return partyRefOf(body, 'the body');
  switch (type) {
    case 'urn:altinn:person:identifier-no':
      return { person: value };
    case 'urn:altinn:organization:identifier-no':
      return { organization: value };
    case 'urn:altinn:person:idporten-email':
      return { email: value };
    case 'urn:altinn:enterpriseuser:username':
      // The register has no such names.
      return undefined;
    case 'urn:altinn:systemuser:uuid':
      if (isUuid(value)) return { systemUser: value.toLowerCase() };
      break;
    case 'urn:altinn:enterpriseuser:uuid':
      if (isUuid(value)) return { uuid: value.toLowerCase() };
      break;
    case 'urn:altinn:partyid':
    case 'urn:altinn:userid': {
      const number = WHOLE_NUMBER.test(value) ? Number(value) : Number.NaN;
      if (Math.abs(number) <= MAX_INT) return type === 'urn:altinn:partyid' ? { partyId: number } : { userId: number };
      break;
    }
    default:
      return partyRefOf(body, 'the body');
  }
  throw noSuchValue('the body', type);
}

const MAX_FILTER = 100;

/** Whose parties are asked for, and which of these. @throws Refusal 400 */
function questionOf(body: unknown): { readonly who: Subject | undefined; readonly only: readonly Subject[] } {
  const filter: unknown = Reflect.get(Object(body), 'partyFilter') ?? [];
  if (!Array.isArray(filter) || filter.length > MAX_FILTER)
    throw refuse('owner-malformed', `partyFilter must be a list of at most ${MAX_FILTER} of what the body itself is`);
  const named = filter.map(subjectOf);
  // Nobody is a party by what names nobody: then the filter lets nobody through.
  return { who: subjectOf(body), only: named.map((one) => one ?? { uuid: '' }) };
}

/** Nobody for a system user, which is no party. */
async function partyOf({ register }: DelegationsRoutesDeps, ref: Subject): Promise<Party | undefined> {
  if ('systemUser' in ref) return undefined;
  return 'email' in ref ? register.selfIdentified(ref.email) : register.party(ref);
}

/** The code, in lower case, of a service owner that the caller may ask about: itself, or any with the admin scope. @throws Refusal 400 */
async function ownerAsked(
  { register }: DelegationsRoutesDeps,
  { scopes, serviceOwner, organization }: Caller,
  code: string | undefined,
): Promise<string | undefined> {
  const wanted = code?.trim().toLowerCase();
  if (wanted === undefined || scopes.has(`${PARTIES_SCOPE}.admin`)) return wanted;
  const owns = organization === undefined ? undefined : await register.serviceOwner({ organization });
  if ([serviceOwner, owns?.code].some((one) => one?.toLowerCase() === wanted)) return wanted;
  const told = `Authenticated service owner organization is not authorized/owner of org code: ${wanted.slice(0, 40)}.`;
  throw refuse('owner-code-of-other', told, { members: { errors: { [wanted.slice(0, 40) || 'orgCode']: [told] } } });
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
      query: { ...OWNER_QUERY, orgCode: optional('Only what opens a resource of this service owner: its code') },
      body: {
        schema: SubjectReference,
        example: { type: 'urn:altinn:person:identifier-no', value: '01816010027' },
        read: questionOf,
      },
      answers: { 200: { description: 'The parties; none of who is unknown', schema: Type.Array(AuthorizedParty) } },
      hidden,
      async handle({ caller, body: { who: ref, only }, query }) {
        const owner = await ownerAsked(deps, caller, query.orgCode);
        const found = await Promise.all(only.map((one) => partyOf(deps, one)));
        const view = {
          ...viewOf(query),
          ...(only.length > 0 ? { parties: found.map((one) => one?.uuid ?? '') } : {}),
          ...(owner === undefined ? {} : { owner }),
        };
        if (ref && 'systemUser' in ref) return partiesOfSystemUser(deps, ref.systemUser, view);
        const party = ref && (await partyOf(deps, ref));
        // Nobody is registered under it: then there is nobody to act for, as for anyone without roles.
        return party ? authorizedParties(deps, party, view) : [];
      },
    });
}
