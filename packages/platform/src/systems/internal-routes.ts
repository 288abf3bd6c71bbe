import { uuid } from './binding.ts';
import type { SystemUser } from './model.ts';
import { linkTo, STREAMED } from './paging.ts';
import { refuse } from './refusals.ts';
import { StreamedUser, StreamPage, Uuid } from './schemas.ts';
import { API, INTERNAL, type SystemsRoutesDeps, type UserSurface } from './surface.ts';

const BASE = `${API}/systemuser/internal/systemusers` as const;

/** As other services follow system users (7.5). */
const streamed = (user: SystemUser) => ({
  id: user.id,
  partyOrgNo: user.partyOrganization,
  partyId: user.partyId,
  integrationTitle: user.integrationTitle,
  isDeleted: user.isDeleted,
  lastChanged: new Date(user.changed).toISOString(),
  created: new Date(user.created).toISOString(),
  sequenceNo: user.sequence,
  systemUserType: user.userType,
});

const STREAM_PAGE = 100;
const BY_PLATFORM = { who: 'platform', scopes: [INTERNAL] } as const;

/** For the platform's own components. */
export function internalRoutes({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { users, urls } = deps.systems;
  route({
    method: 'GET',
    path: `${BASE}/stream`,
    operationId: 'followSystemUsers',
    summary: 'Changes of system users',
    access: BY_PLATFORM,
    query: STREAMED,
    answers: { 200: { description: 'The changes after a place; without a next link at the end', schema: StreamPage } },
    async handle({ query, request }) {
      const { users: rows, last } = await users.stream(query.token, STREAM_PAGE);
      const end = rows.at(-1)?.sequence;
      const token = end === undefined ? undefined : Buffer.from(String(end)).toString('base64url');
      return {
        links: token === undefined ? {} : { next: linkTo(request, urls.base, token) },
        stats: { pageStart: rows[0]?.sequence ?? 0, pageEnd: end ?? 0, sequenceMax: last },
        data: rows.map(streamed),
      };
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/:id`,
    operationId: 'readSystemUserForPlatform',
    summary: 'A system user',
    access: BY_PLATFORM,
    params: { id: Uuid },
    answers: { 200: { description: 'The system user', schema: StreamedUser } },
    refusals: [410],
    async handle({ params }) {
      const user = await users.find(uuid(params.id, 'id'));
      if (!user) throw refuse('userGone');
      return streamed(user);
    },
  });
}
