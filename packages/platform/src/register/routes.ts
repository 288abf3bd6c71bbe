import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type Callers, requireScope } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Register } from './register.ts';
import type { Party, PartyRef } from './types.ts';

/** Scope of ours for reading the register from outside: the real register is internal to Altinn. */
const READ_SCOPES = ['altinn:register/partylookup.admin', 'altinn:portal/enduser'] as const;

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

/** `/register/api/v1/…`: parties by number, UUID, organisation or person number. Person numbers are never written back. */
export function registerRoutes(app: FastifyInstance, deps: { register: Register; callers: Callers }): void {
  const { register, callers } = deps;
  const answer = async (ref: PartyRef, what: string) => {
    const party = await register.party(ref);
    if (!party) throw new HttpProblem(404, `the register has no party with ${what}`);
    return partyJson(party);
  };
  app.register(async (scope) => {
    scope.get<{ Params: { partyId: string } }>(
      '/register/api/v1/parties/:partyId(^[0-9]{1,15}$)',
      { schema: { tags: ['register'], summary: 'A party by its number' } },
      async (request) => {
        requireScope(callers, request, READ_SCOPES);
        return answer({ partyId: Number(request.params.partyId) }, `the number ${request.params.partyId}`);
      },
    );
    scope.post<{ Body: { orgNo?: string; ssn?: string } }>(
      '/register/api/v1/parties/lookup',
      { schema: { tags: ['register'], summary: 'A party by organisation or person number', body: LookupBody } },
      async (request) => {
        requireScope(callers, request, READ_SCOPES);
        const { orgNo, ssn } = request.body;
        if ((orgNo === undefined) === (ssn === undefined))
          throw new HttpProblem(400, 'give either orgNo or ssn, and not both');
        return orgNo !== undefined
          ? answer({ organization: orgNo }, `the organisation number ${orgNo}`)
          : answer({ person: ssn ?? '' }, 'that person number');
      },
    );
  });
}
