import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Caller, type Callers, requireToken } from '../callers/index.ts';
import type { AdministratorAccess, Described } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import type { Actor } from './actor.ts';
import { refuse, refuseOthers } from './refusals.ts';
import type { SelfService } from './selfservice.ts';

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

const ON_BEHALF_OF = ['idporten:dcr/onbehalfof.write', 'idporten:dcr/onbehalfof:write'] as const;
const DCR_MODIFY = ['idporten:dcr.modify', 'idporten:dcr.write'] as const;
const DCR_READ = ['idporten:dcr.read', ...DCR_MODIFY] as const;
const SCOPES_READ = ['idporten:scopes.read', 'idporten:scopes.write'] as const;

/** Which `idporten:` scopes give a right (maskinporten.md 6.1); none = any token does. */
const GIVING = {
  'dcr.read': DCR_READ,
  'dcr.modify': DCR_MODIFY,
  'dcr.write': ['idporten:dcr.write'],
  'onbehalfof.read': [...DCR_READ, ...ON_BEHALF_OF],
  'onbehalfof.write': [...ON_BEHALF_OF, ...DCR_MODIFY],
  'scopes.read': SCOPES_READ,
  'scopes.write': ['idporten:scopes.write'],
  usable: [...DCR_READ, ...SCOPES_READ],
  datasharing: ['idporten:dcr.datasharing'],
  altinn: ['idporten:dcr.altinn'],
  any: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What an operation asks of its caller. */
export type Right = keyof typeof GIVING;

/** Who may do what takes this right. */
export const administrators = (right: Right): AdministratorAccess => ({
  who: 'administrator',
  right,
  scopes: GIVING[right],
});

const SUPPLIER = 'idporten:dcr.supplier';
const ALTINN = 'altinn' satisfies Right;
/** Holds the organisation that a person has chosen, for requests that name none. */
export const ORGANIZATION_COOKIE = 'portvakt-organization';

export interface AdministratorDeps {
  readonly callers: Callers;
  readonly register: Register;
  readonly selfservice: Pick<SelfService, 'scope' | 'hasAccess'>;
}

/**
 * On whose behalf this request is: the consumer of a Maskinporten token with one of the scopes, or the organisation that a logged-in person
 * administers and names in `X-Portvakt-Organization`.
 * @throws Refusal 401, 400, 403
 */
export async function actorOf(
  deps: AdministratorDeps,
  request: FastifyRequest,
  { right, scopes }: AdministratorAccess,
): Promise<Actor> {
  const caller = requireToken(deps.callers, request);
  if (caller.kind === 'person') {
    if (right === ALTINN)
      throw refuse(
        'machine-needed',
        `a person cannot do this: it takes a Maskinporten token with ${scopes.join(' or ')}`,
      );
    return actorOfPerson(deps, caller, organizationNamed(request));
  }
  if (caller.issuer !== 'maskinporten')
    throw refuse('token-exchanged', 'send a Maskinporten token, not an exchanged one');
  if (scopes.length > 0 && !scopes.some((scope) => caller.scopes.has(scope)))
    throw refuse('scope-lacking', `the token lacks the scope ${scopes.join(' or ')}`);
  if (!caller.organization) throw refuse('consumer-missing', 'the token names no consumer');
  return {
    organization: caller.organization,
    supplier: caller.scopes.has(SUPPLIER),
    ...(right === ALTINN ? { altinn: true as const } : {}),
  };
}

/** A logged-in person, whatever the token's scopes. @throws Refusal 401, 403 */
export function requirePerson({ callers }: Pick<AdministratorDeps, 'callers'>, request: FastifyRequest): Caller {
  const caller = requireToken(callers, request);
  if (caller.kind === 'person') return caller;
  throw refuse('person-needed', 'this is for a person who is logged in, not for a machine');
}

/** What surfaces say of the header that names whom a person acts for; a machine's token names it itself. */
export const ORGANIZATION_HEADER: Described = {
  'X-Portvakt-Organization': {
    schema: Type.String({
      description: 'Number of the organisation that a logged-in person acts for',
      pattern: '^\\d{9}$',
    }),
  },
};

/** The organisation that a person wants to act for: in the header, or else chosen earlier. */
export function organizationNamed({ headers, cookies }: FastifyRequest): string | undefined {
  const header = headers['x-portvakt-organization'];
  return typeof header === 'string' ? header : cookies[ORGANIZATION_COOKIE];
}

/** @throws Refusal 400 when no organisation is named, 403 when the person does not administer it */
export async function actorOfPerson(
  deps: AdministratorDeps,
  caller: Caller,
  wanted: string | undefined,
): Promise<Actor> {
  if (!wanted)
    throw refuse(
      'organization-missing',
      'name the organisation that you act for in the header X-Portvakt-Organization',
    );
  if (!(await administers(deps.register, caller, wanted)))
    throw refuse('not-administrator', `you may not administer integrations for ${wanted.slice(0, 20)}`);
  return organizationActor(deps.selfservice, wanted);
}

/** An organisation with what it has been given: that, its administrators may use. */
export async function organizationActor(
  selfservice: AdministratorDeps['selfservice'],
  organization: string,
): Promise<Actor> {
  const supplier = await selfservice.scope(SUPPLIER);
  return { organization, supplier: supplier !== undefined && (await selfservice.hasAccess(supplier, organization)) };
}

/** True when the person holds a role that administers the organisation's integrations. */
export async function administers(register: Register, caller: Caller, organizationNumber: string): Promise<boolean> {
  const [person, organization] = await Promise.all([
    caller.partyUuid === undefined ? undefined : register.party({ uuid: caller.partyUuid }),
    register.party({ organization: organizationNumber }),
  ]);
  if (!person || !organization) return false;
  const roles = await register.roles(person, organization);
  const codes = roles.flatMap((role) => [role.code.toLowerCase(), role.urn.split(':').at(-1) ?? '']);
  return codes.some((code) => ADMINISTRATORS.has(code));
}

/**
 * The consumer of a token, or the organisation that a logged-in person administers and names in `X-Portvakt-Organization`: for surfaces
 * that are not the self-service API's.
 * @throws Refusal 400, 401, 403
 */
export async function organizationOf(callers: Callers, register: Register, request: FastifyRequest): Promise<string> {
  const caller = requireToken(callers, request);
  if (caller.kind !== 'person') {
    if (caller.organization) return caller.organization;
    throw refuseOthers('organization-unnamed', 'the token names no organisation');
  }
  const wanted = request.headers['x-portvakt-organization'];
  if (typeof wanted !== 'string')
    throw refuseOthers('organization-missing', 'name the organisation in the header X-Portvakt-Organization');
  if (await administers(register, caller, wanted)) return wanted;
  throw refuseOthers('not-administrator', 'you do not administer the integrations of that organisation');
}
