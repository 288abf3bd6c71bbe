import { Type } from 'typebox';
import type { Reader } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { type InternalDeps, isNumber } from './internal.ts';
import { refuse } from './refusals.ts';
import { Reportee, RoleMatch } from './schemas.ts';
import { type AuthorizationSurface, OWN_USER } from './surface.ts';

const BASE = '/authorization/api/v1';

/** The number of a user, which must be the caller's own. */
const userNumber: Reader<number> = {
  schema: Type.Integer({ description: 'The user: the caller itself', minimum: 1 }),
  required: true,
  read(value, name) {
    const given = typeof value === 'string' ? value : '';
    if (given === '') throw refuse('user-id-malformed', `give the query parameter ${name}: the number of the user`);
    if (!isNumber(given))
      throw refuse('user-id-malformed', `the user id "${String(value).slice(0, 40)}" is not a number`);
    return Number(given);
  },
};

/** Read as text: who asks is looked at before it. */
const partyNumber: Reader<string | undefined> = {
  schema: Type.Integer({ description: 'The party for which the roles are held', minimum: 1 }),
  required: true,
  read: (value) => (typeof value === 'string' ? value : undefined),
};

/** The user whose token it is. @throws Refusal 403, 404 */
async function ownUser(deps: InternalDeps, caller: { readonly userId: number }, asked: number): Promise<Party> {
  if (asked === 0) throw refuse('user-unknown', 'there is no user 0');
  if (caller.userId !== asked) throw refuse('user-of-other', `the token is not of the user ${asked}`);
  const party = await deps.authorization.lookups.register.party({ userId: asked });
  if (!party) throw refuse('user-unknown', `the register has no user ${asked}`);
  return party;
}

/** `/authorization/api/v1/parties…` and `/roles`: what a logged-in user may ask about itself (altinn-pdp.md 2). */
export function userRoutes({ route }: AuthorizationSurface, deps: InternalDeps): void {
  const { register } = deps.authorization.lookups;
  route({
    method: 'GET',
    path: `${BASE}/parties`,
    operationId: 'listOwnReportees',
    summary: 'Whom a user may act for',
    access: OWN_USER,
    query: { userId: userNumber },
    answers: { 200: { description: 'The parties', schema: Type.Array(Reportee) } },
    refusals: [404],
    async handle({ query: { userId }, caller }) {
      const user = await ownUser(deps, caller, userId);
      return (await register.reportees(user)).map(({ party }) => ({
        partyId: party.partyId,
        partyUuid: party.uuid,
        partyTypeName: party.type === 'organization' ? 2 : 1,
        orgNumber: party.organizationNumber ?? '',
        unitType: party.form ?? null,
        name: party.name,
        isDeleted: party.isDeleted,
      }));
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/parties/:partyId/validate`,
    operationId: 'checkOwnReportee',
    summary: 'May a user act for a party?',
    access: OWN_USER,
    params: { partyId: Type.Integer({ minimum: 1 }) },
    query: { userId: userNumber },
    answers: { 200: { description: 'Whether the user may', schema: Type.Boolean() } },
    refusals: [404],
    async handle({ params: { partyId }, query: { userId }, caller }) {
      const user = await ownUser(deps, caller, userId);
      const party = isNumber(partyId) ? await register.party({ partyId: Number(partyId) }) : undefined;
      return party !== undefined && (await register.roles(user, party)).length > 0;
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/roles`,
    operationId: 'listOwnRoles',
    summary: 'The roles of a user for a party',
    access: OWN_USER,
    query: { coveredByUserId: userNumber, offeredByPartyId: partyNumber },
    answers: { 200: { description: 'The codes of the roles', schema: Type.Array(RoleMatch) } },
    refusals: [404],
    async handle({ query: { coveredByUserId, offeredByPartyId }, caller }) {
      const user = await ownUser(deps, caller, coveredByUserId);
      if (!isNumber(offeredByPartyId) || Number(offeredByPartyId) === 0)
        throw refuse('party-malformed', 'offeredByPartyId must be the number of a party');
      const party = await register.party({ partyId: Number(offeredByPartyId) });
      const held = party ? await register.roles(user, party) : [];
      // A party that is not there is as one without roles: nobody learns which numbers exist.
      if (held.length === 0) throw refuse('roles-none', `the user has no roles for a party ${offeredByPartyId}`);
      return held.map((role) => ({ type: 'altinn', value: role.code.toUpperCase() }));
    },
  });
}
