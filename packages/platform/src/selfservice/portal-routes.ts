import { Type } from 'typebox';
import { isOrganizationNumber } from '../foundation/index.ts';
import type { BodyReader } from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import {
  type AdministratorDeps,
  actorOfPerson,
  administrators,
  ORGANIZATION_COOKIE,
  organizationNamed,
} from './administrator.ts';
import type { ClientRecord } from './model.ts';
import {
  ApiProvider,
  ChosenOrganization,
  DelegationSource,
  Integration,
  Organization,
  PortalUser,
} from './portal-schemas.ts';
import { invalidField, refuse } from './refusals.ts';
import { OrganizationNumber } from './schema-parts.ts';
import type { Scopes } from './scopes.ts';
import type { SelfService } from './selfservice.ts';
import { ANYONE, type ChoosingSurface, PORTAL_USER, ROOT, type SelfServiceSurface, V1 } from './surface.ts';

/** They come with the platform, on no day of anybody's: the same after a restart and from a snapshot. */
const SINCE = '2020-01-01T00:00:00.000Z';
const SOURCE_TIMES = { created: SINCE, last_updated: SINCE, lastUpdated: SINCE };

export interface PortalRouteDeps extends AdministratorDeps {
  readonly selfservice: SelfService;
  readonly scopes: Scopes;
  /** Authorities through which access can be delegated. */
  readonly delegationSources: readonly { readonly issuer: string; readonly name: string }[];
  /** True: a person may switch to another organisation that it administers (TEST only, maskinporten.md 6.2). */
  readonly sandbox: boolean;
}

/** Look-ups and the overviews of the portal. */
export function portalRoutes(surface: SelfServiceSurface, deps: PortalRouteDeps): void {
  const { route } = surface;
  route({
    method: 'GET',
    path: `${V1}/delegationsources`,
    operationId: 'listDelegationSources',
    summary: 'Authorities through which access is delegated',
    access: administrators('any'),
    answers: { 200: { description: 'The authorities', schema: Type.Array(DelegationSource) } },
    handle() {
      return deps.delegationSources.map((source) => ({ ...source, ...SOURCE_TIMES }));
    },
  });
  route({
    method: 'GET',
    path: `${V1}/organizations/:orgnr`,
    operationId: 'readOrganizationName',
    summary: 'Name of an organisation',
    access: ANYONE,
    params: { orgnr: OrganizationNumber },
    answers: { 200: { description: 'The organisation', schema: Organization } },
    refusals: [404],
    async handle({ params: { orgnr } }) {
      const party = await organization(deps.register, orgnr);
      if (!party) throw refuse('party-unknown', `there is no organisation ${orgnr.slice(0, 20)}`);
      return { orgnr: party.organizationNumber, orgno: party.organizationNumber, name: party.name };
    },
  });
  overviewRoutes(surface, deps);
}

function overviewRoutes({ route }: SelfServiceSurface, { register, selfservice, scopes }: PortalRouteDeps): void {
  route({
    method: 'GET',
    path: `${V1}/integrations`,
    operationId: 'listIntegrations',
    summary: 'Overview of own integrations',
    access: PORTAL_USER,
    answers: { 200: { description: 'The integrations, deactivated ones too', schema: Type.Array(Integration) } },
    handle: async ({ caller }) => (await selfservice.clients(caller, true)).map(integrationJson),
  });
  route({
    method: 'GET',
    path: `${V1}/apis`,
    operationId: 'listApiProviders',
    summary: 'Overview of who offers APIs',
    access: PORTAL_USER,
    answers: { 200: { description: 'Owners of prefixes', schema: Type.Array(ApiProvider) } },
    handle: () => scopes.providers(),
  });
  route({
    method: 'GET',
    path: `${V1}/auth/user`,
    operationId: 'readPortalUser',
    summary: 'Whom the portal acts for',
    access: PORTAL_USER,
    answers: { 200: { description: 'The organisation', schema: PortalUser } },
    handle: ({ caller }) => userJson(register, caller.organization),
  });
}

const CHOICE: BodyReader<string | undefined> = {
  schema: ChosenOrganization,
  example: { orgno: '310044423' },
  read(body) {
    const orgno = typeof body === 'object' && body !== null && 'orgno' in body ? body.orgno : undefined;
    return typeof orgno === 'string' && isOrganizationNumber(orgno) ? orgno : undefined;
  },
};

/** A person may switch to another organisation that it administers: TEST only (maskinporten.md 6.2). */
export function switchRoutes({ route }: ChoosingSurface, deps: PortalRouteDeps): void {
  route({
    method: 'POST',
    path: `${V1}/auth/switch-synth-org`,
    operationId: 'switchOrganization',
    summary: 'Act for another synthetic organisation from now on',
    access: PORTAL_USER,
    body: CHOICE,
    answers: { 200: { description: 'The organisation; a cookie remembers it', schema: PortalUser } },
    async handle({ caller, body: chosen, request }, reply) {
      // Whoever may not act for the organisation is told that first.
      const actor = await actorOfPerson(deps, caller, chosen ?? organizationNamed(request));
      if (chosen === undefined)
        throw invalidField('orgno', 'must be an organisation number: nine digits with a valid check digit');
      const options = { path: ROOT, httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' } as const;
      return reply
        .setCookie(ORGANIZATION_COOKIE, chosen, options)
        .send(await userJson(deps.register, actor.organization));
    },
  });
}

const organization = async (register: Register, number: string): Promise<Party | undefined> =>
  isOrganizationNumber(number) ? register.party({ organization: number }) : undefined;

const userJson = async (register: Register, number: string) => ({
  authenticated_organization_number: number,
  authenticated_organization_name: (await organization(register, number))?.name ?? number,
  is_synthetic_organization_number: /^[23]/.test(number),
  has_consented: true,
});

const KINDS: Readonly<Partial<Record<ClientRecord['integrationType'], string>>> = {
  idporten: 'IDPORTEN_OIDC',
  ansattporten: 'IDPORTEN_OIDC',
  krr: 'KRR_REST',
};

const integrationJson = (client: ClientRecord) => ({
  id: client.clientId,
  description: client.description,
  customer_organization_number: client.organization,
  ...(client.supplier === undefined ? {} : { supplier_organization_number: client.supplier }),
  integration_type: KINDS[client.integrationType] ?? client.integrationType.toUpperCase(),
  active: client.active,
  created: new Date(client.created).toISOString(),
  last_updated: new Date(client.lastUpdated).toISOString(),
});
