import type { FastifyInstance } from 'fastify';
import { isOrganizationNumber } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import { type AdministratorDeps, actorOf, ORGANIZATION_COOKIE } from './administrator.ts';
import { invalidField, notFound } from './errors.ts';
import type { ClientRecord } from './model.ts';
import { param, ROOT, summary, V1 } from './request.ts';
import type { Scopes } from './scopes.ts';
import type { SelfService } from './selfservice.ts';

export interface PortalRouteDeps extends AdministratorDeps {
  readonly selfservice: SelfService;
  readonly scopes: Scopes;
  /** Authorities through which access can be delegated. */
  readonly delegationSources: readonly { readonly issuer: string; readonly name: string }[];
  /** True: a person may switch to another organisation that it administers (TEST only, maskinporten.md 6.2). */
  readonly sandbox: boolean;
}

/** Look-ups and the overviews of the portal. */
export function portalRoutes(app: FastifyInstance, deps: PortalRouteDeps): void {
  const { register, selfservice, scopes } = deps;
  const since = new Date(selfservice.clock.now()).toISOString();
  app.get(`${V1}/delegationsources`, summary('Authorities through which access is delegated'), async (request) => {
    await actorOf(deps, request, 'any');
    const times = { created: since, last_updated: since, lastUpdated: since };
    return deps.delegationSources.map((source) => ({ ...source, ...times }));
  });
  app.get(`${V1}/organizations/:orgnr`, summary('Name of an organisation'), async (request) => {
    const party = await organization(register, param(request, 'orgnr'));
    if (!party) throw notFound(`there is no organisation ${param(request, 'orgnr').slice(0, 20)}`);
    return { orgnr: party.organizationNumber, orgno: party.organizationNumber, name: party.name };
  });
  app.get(`${V1}/integrations`, summary('Overview of own integrations'), async (request) => {
    const actor = await actorOf(deps, request, 'user');
    return (await selfservice.clients(actor, true)).map(integrationJson);
  });
  app.get(`${V1}/apis`, summary('Overview of who offers APIs'), async (request) => {
    await actorOf(deps, request, 'user');
    return scopes.providers();
  });
  app.get(`${V1}/auth/user`, summary('Whom the portal acts for'), async (request) =>
    userJson(register, (await actorOf(deps, request, 'user')).organization),
  );
  if (deps.sandbox) switchRoute(app, deps);
}

function switchRoute(app: FastifyInstance, deps: PortalRouteDeps): void {
  app.post(
    `${V1}/auth/switch-synth-org`,
    summary('Act for another synthetic organisation from now on'),
    async (request, reply) => {
      const { orgno } = (request.body ?? {}) as { orgno?: unknown };
      const chosen = typeof orgno === 'string' && isOrganizationNumber(orgno) ? orgno : undefined;
      // Whoever is not logged in is told that first.
      if (chosen !== undefined) request.headers['x-portvakt-organization'] = chosen;
      const actor = await actorOf(deps, request, 'user');
      if (chosen === undefined)
        throw invalidField('orgno', 'must be an organisation number: nine digits with a valid check digit');
      const options = { path: ROOT, httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' } as const;
      return reply
        .setCookie(ORGANIZATION_COOKIE, chosen, options)
        .send(await userJson(deps.register, actor.organization));
    },
  );
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
