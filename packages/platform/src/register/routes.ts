import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Caller, Callers } from '../callers/index.ts';
import { refuse } from './refusals.ts';
import type { Register } from './register.ts';
import { PartyLookup, PartyView } from './schemas.ts';
import { registerSurface } from './surface.ts';
import type { Party, PartyRef } from './types.ts';

/** Scope of ours for reading the register from outside: the real register is internal to Altinn. Not for persons. */
const LOOKUP_ADMIN = 'altinn:register/partylookup.admin';
const PORTAL = 'altinn:portal/enduser';
const LOOKUP = { who: 'token', scopes: [LOOKUP_ADMIN, PORTAL] } as const;

export interface RegisterRoutesDeps {
  readonly register: Register;
  readonly callers: Callers;
  /** Whether a person may act for a party, in whatever way. */
  readonly mayActFor: (person: Party, party: Party) => Promise<boolean>;
}

/** A party as the register writes it. */
const partyJson = (party: Party) => ({
  partyId: party.partyId,
  partyUuid: party.uuid,
  partyType: party.type === 'organization' ? 'Organisation' : 'Person',
  name: party.name,
  orgNumber: party.organizationNumber ?? null,
  userId: party.userId ?? null,
  unitType: party.form ?? null,
  parentUuid: party.parentUuid ?? null,
  isDeleted: party.isDeleted,
});

/**
 * `/register/api/v1/…`: parties by number, organisation or person number. A person sees those that it may act for, and all others are
 * as if they were not there, so that nobody can be sought out (altinn-authentication.md 9.1). Person numbers are never written back.
 */
export function registerRoutes(app: FastifyInstance, deps: RegisterRoutesDeps): void {
  const { register, mayActFor } = deps;
  const answer = async (caller: Caller, ref: PartyRef, what: string) => {
    const party = await register.party(ref);
    if (caller.userId === undefined && caller.scopes.has(LOOKUP_ADMIN)) {
      if (!party) throw refuse('party-unknown', `the register has no party with ${what}`);
      return partyJson(party);
    }
    const person = caller.userId === undefined ? undefined : await register.party({ userId: caller.userId });
    if (!person || person.isDeleted || !party || !(await mayActFor(person, party)))
      throw refuse('party-of-others', `you may not act for a party with ${what}`);
    return partyJson(party);
  };
  app.register(async (scope) => {
    const { route } = registerSurface(scope, deps);
    route({
      method: 'GET',
      path: '/register/api/v1/parties/:partyId(^[0-9]{1,15}$)',
      operationId: 'readParty',
      summary: 'A party by its number',
      access: LOOKUP,
      params: { partyId: Type.Integer({ minimum: 0, maximum: 999_999_999_999_999 }) },
      answers: { 200: { description: 'The party', schema: PartyView } },
      refusals: [404],
      handle: ({ caller, params: { partyId } }) =>
        answer(caller, { partyId: Number(partyId) }, `the number ${partyId}`),
    });
    route({
      method: 'POST',
      path: '/register/api/v1/parties/lookup',
      operationId: 'lookUpParty',
      summary: 'A party by organisation or person number',
      access: LOOKUP,
      body: PartyLookup,
      answers: { 200: { description: 'The party', schema: PartyView } },
      refusals: [404],
      async handle({ caller, body: { orgNo, ssn } }) {
        if ((orgNo === undefined) === (ssn === undefined))
          throw refuse('lookup-ambiguous', 'give either orgNo or ssn, and not both');
        return orgNo !== undefined
          ? answer(caller, { organization: orgNo }, `the organisation number ${orgNo.slice(0, 20)}`)
          : answer(caller, { person: ssn ?? '' }, 'that person number');
      },
    });
  });
}
