import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Callers, requireToken } from '../callers/index.ts';
import { problemAnswers, surface, valuesOf } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import type { CompetentAuthority, ResourceRecord, Resources } from '../resources/index.ts';
import { ORGANIZATION_HEADER, organizationOf } from '../selfservice/index.ts';
import { REFUSALS, refuse } from './refusals.ts';

export interface OwnerDeps {
  readonly callers: Callers;
  readonly register: Register;
  readonly resources: Pick<Resources, 'resource'>;
}

/** A person who administers the integrations of the organisation that owns the resource of the path. */
export const OWNER = { who: 'person' } as const;

/** Whoever is admitted comes as the resource that they may write the policy of. */
export const authoringSurface = (app: FastifyInstance, deps: OwnerDeps) =>
  surface(app, {
    name: 'policy authoring',
    admit: { person: (request) => ownedBy(deps, request) },
    headers: { person: ORGANIZATION_HEADER },
    refusals: problemAnswers(
      {
        400: 'Something is not as it must be; of a policy, with line and column',
        412: 'Another policy has been stored meanwhile; version is its version',
        428: 'If-Match does not say which version was changed',
      },
      REFUSALS,
    ),
  });

export type AuthoringSurface = ReturnType<typeof authoringSurface>;

/** Whoever is admitted comes as the service owner that they act for. */
export const deskSurface = (app: FastifyInstance, deps: OwnerDeps) =>
  surface(app, {
    name: 'policy authoring',
    admit: { person: (request) => serviceOwnerOf(deps, request) },
    headers: { person: ORGANIZATION_HEADER },
    refusals: problemAnswers(
      {
        403: 'The organisation is no service owner, or the resource is another’s',
        404: 'The organisation has no such access list, or it does not open the resource',
        409: 'One of that identifier exists',
        412: 'It has been changed meanwhile; version is its version',
        428: 'If-Match does not say which version was changed',
      },
      REFUSALS,
    ),
  });

export type DeskSurface = ReturnType<typeof deskSurface>;

export const notFound = (id: string) =>
  refuse('resource-unknown', `the resource registry has no resource "${id.slice(0, 200)}"`);

/** Whom the person acts for. @throws Refusal 400, 401, 403 */
async function actingFor(deps: OwnerDeps, request: FastifyRequest): Promise<string> {
  if (requireToken(deps.callers, request).kind !== 'person')
    throw refuse(
      'caller-not-person',
      'this is for people who are logged in; machines use /resourceregistry/api/v1/resource',
    );
  return organizationOf(deps.callers, deps.register, request);
}

/** @throws Refusal 400, 401, 403 for all but service owners */
async function serviceOwnerOf(deps: OwnerDeps, request: FastifyRequest): Promise<CompetentAuthority> {
  const organization = await actingFor(deps, request);
  const owner = await deps.register.serviceOwner({ organization });
  if (!owner) throw refuse('owner-unknown', `${organization} is no service owner`);
  return { organization, orgcode: owner.code, name: { nb: owner.name, nn: owner.name, en: owner.name } };
}

/** @throws Refusal 400, 401, 403 for all but the owner, 404 */
async function ownedBy(deps: OwnerDeps, request: FastifyRequest): Promise<ResourceRecord> {
  const organization = await actingFor(deps, request);
  const [id = ''] = valuesOf(request.params, 'id');
  const record = await deps.resources.resource(id);
  if (!record) throw notFound(id);
  const { organization: owner } = record.hasCompetentAuthority;
  if (owner !== organization)
    throw refuse(
      'resource-of-other',
      `the resource ${record.identifier} belongs to ${owner}, and you act for ${organization}`,
    );
  return record;
}
