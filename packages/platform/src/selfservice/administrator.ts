import type { FastifyRequest } from 'fastify';
import { type Caller, type Callers, requireToken } from '../callers/index.ts';
import type { Register } from '../register/index.ts';
import { ApiError, forbidden } from './errors.ts';
import type { Actor } from './selfservice.ts';

/** Roles whose holder administers an organisation's integrations in the portal (altinn-pdp.md 14.1: the key roles). */
const ADMINISTRATORS: ReadonlySet<string> = new Set([
  'dagl',
  'lede',
  'innh',
  'dtso',
  'dtpr',
  'komp',
  'best',
  'bobe',
  'hovedadministrator',
]);

export type Right = 'dcr.read' | 'dcr.modify' | 'dcr.write' | 'scopes.read' | 'scopes.write' | 'any';

/** Which `idporten:` scopes give a right (maskinporten.md 6.1). */
const GIVING: Readonly<Record<Right, readonly string[]>> = {
  'dcr.read': ['idporten:dcr.read', 'idporten:dcr.modify', 'idporten:dcr.write'],
  'dcr.modify': ['idporten:dcr.modify', 'idporten:dcr.write'],
  'dcr.write': ['idporten:dcr.write'],
  'scopes.read': ['idporten:scopes.read', 'idporten:scopes.write'],
  'scopes.write': ['idporten:scopes.write'],
  any: [],
};

export interface AdministratorDeps {
  readonly callers: Callers;
  readonly register: Register;
}

/**
 * On whose behalf this request is: the consumer of a Maskinporten token with the scope, or the organisation that a logged-in person
 * administers and names in `X-Portvakt-Organization`.
 * @throws HttpProblem 401, ApiError 403
 */
export async function actorOf(deps: AdministratorDeps, request: FastifyRequest, right: Right): Promise<Actor> {
  const caller = requireToken(deps.callers, request);
  if (caller.kind === 'person') return personActor(deps, caller, request);
  if (caller.issuer !== 'maskinporten') throw forbidden('send a Maskinporten token, not an exchanged one');
  const giving = GIVING[right];
  if (giving.length > 0 && !giving.some((scope) => caller.scopes.has(scope)))
    throw forbidden(`the token lacks the scope ${giving.join(' or ')}`);
  if (!caller.organization) throw forbidden('the token names no consumer');
  return { organization: caller.organization, supplier: caller.scopes.has('idporten:dcr.supplier') };
}

async function personActor({ register }: AdministratorDeps, caller: Caller, request: FastifyRequest): Promise<Actor> {
  const wanted = request.headers['x-portvakt-organization'];
  if (typeof wanted !== 'string')
    throw new ApiError(
      400,
      'invalid_request',
      'name the organisation that you act for in the header X-Portvakt-Organization',
    );
  const person = caller.partyUuid === undefined ? undefined : await register.party({ uuid: caller.partyUuid });
  const organization = await register.party({ organization: wanted });
  const roles = person && organization ? await register.roles(person, organization) : [];
  const codes = roles.flatMap((role) => [role.code.toLowerCase(), role.urn.split(':').at(-1) ?? '']);
  if (!codes.some((code) => ADMINISTRATORS.has(code)))
    throw forbidden(`you may not administer integrations for ${wanted.slice(0, 20)}`);
  return { organization: wanted, supplier: false };
}
