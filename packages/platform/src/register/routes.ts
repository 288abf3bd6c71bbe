import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Callers, requireScope } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Register } from './register.ts';
import type { Party, PartyRef } from './types.ts';

/** Scope of ours for reading the register from outside: the real register is internal to Altinn. Not for persons. */
const LOOKUP_ADMIN = 'altinn:register/partylookup.admin';
const PORTAL = 'altinn:portal/enduser';

export interface RegisterRoutesDeps {
  readonly register: Register;
  readonly callers: Callers;
  /** Whether a person may act for a party, in whatever way. */
  readonly mayActFor: (person: Party, party: Party) => Promise<boolean>;
}

/** A party as the register writes it. */
export const partyJson = (party: Party) => ({
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

const LookupBody = Type.Object(
  { orgNo: Type.Optional(Type.String()), ssn: Type.Optional(Type.String()) },
  { additionalProperties: false },
);

/**
 * `/register/api/v1/…`: parties by number, organisation or person number. A person sees those that it may act for, and all others are
 * as if they were not there, so that nobody can be sought out (altinn-authentication.md 9.1). Person numbers are never written back.
 */
export function registerRoutes(app: FastifyInstance, deps: RegisterRoutesDeps): void {
  const { register, callers, mayActFor } = deps;
  const answer = async (request: FastifyRequest, ref: PartyRef, what: string) => {
    const caller = requireScope(callers, request, [LOOKUP_ADMIN, PORTAL]);
    const party = await register.party(ref);
    if (caller.userId === undefined && caller.scopes.has(LOOKUP_ADMIN)) {
      if (!party) throw new HttpProblem(404, `the register has no party with ${what}`);
      return partyJson(party);
    }
    const person = caller.userId === undefined ? undefined : await register.party({ userId: caller.userId });
    if (!person || person.isDeleted || !party || !(await mayActFor(person, party)))
      throw new HttpProblem(403, `you may not act for a party with ${what}`);
    return partyJson(party);
  };
  app.register(async (scope) => {
    scope.get<{ Params: { partyId: string } }>(
      '/register/api/v1/parties/:partyId(^[0-9]{1,15}$)',
      { schema: { tags: ['register'], summary: 'A party by its number' } },
      async (request) =>
        answer(request, { partyId: Number(request.params.partyId) }, `the number ${request.params.partyId}`),
    );
    scope.post<{ Body: { orgNo?: string; ssn?: string } }>(
      '/register/api/v1/parties/lookup',
      { schema: { tags: ['register'], summary: 'A party by organisation or person number', body: LookupBody } },
      async (request) => {
        const { orgNo, ssn } = request.body;
        if ((orgNo === undefined) === (ssn === undefined))
          throw new HttpProblem(400, 'give either orgNo or ssn, and not both');
        return orgNo !== undefined
          ? answer(request, { organization: orgNo }, `the organisation number ${orgNo.slice(0, 20)}`)
          : answer(request, { person: ssn ?? '' }, 'that person number');
      },
    );
  });
}
