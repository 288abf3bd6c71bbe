import type { FastifyInstance } from 'fastify';
import type { Callers } from '../callers/index.ts';
import type { Register } from '../register/index.ts';
import type { Authentication } from './authentication.ts';
import { Profile, Settings } from './schemas.ts';
import { type ProfileUser, profileSurface, USER } from './surface.ts';

export interface ProfileRoutesDeps {
  readonly authentication: Authentication;
  readonly callers: Callers;
  readonly register: Register;
}

const PREFIX = '/profile/api/v1/users/current';

/** The logged-in user's own profile, for the portal: `/profile/api/v1/users/current`. */
export function profileRoutes(scope: FastifyInstance, deps: ProfileRoutesDeps): void {
  const { authentication } = deps;
  const { route } = profileSurface(scope, deps);
  // Refusals are nobody else's either, and they come before a handler could say so.
  scope.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'PATCH') reply.header('cache-control', 'no-store');
  });
  route({
    method: 'GET',
    path: PREFIX,
    operationId: 'readOwnProfile',
    summary: "The caller's own profile",
    access: USER,
    answers: { 200: { description: 'The profile', schema: Profile } },
    refusals: [404],
    handle: ({ caller }) => profileOf(authentication, caller),
  });
  route({
    method: 'PATCH',
    path: `${PREFIX}/profilesettings`,
    operationId: 'changeOwnSettings',
    summary: 'Change the language of the portal',
    access: USER,
    body: Settings,
    answers: { 200: { description: 'The settings as they are now', schema: Settings } },
    refusals: [404],
    async handle({ body: { language }, caller }) {
      await authentication.setLanguage(caller.userId, language);
      return { language };
    },
  });
}

async function profileOf(authentication: Authentication, user: ProfileUser) {
  const profile = await authentication.profile(user.userId);
  const enterprise = user.personNumber === undefined ? await authentication.enterpriseUser(user.userId) : undefined;
  return {
    userId: user.userId,
    userUuid: user.uuid,
    userName: enterprise?.userName ?? profile.userName,
    userType: enterprise ? 3 : 1,
    partyId: user.partyId,
    party: {
      partyId: user.partyId,
      partyUuid: user.uuid,
      partyTypeName: 1,
      name: user.name,
      ...(user.personNumber === undefined ? {} : { ssn: user.personNumber }),
      isDeleted: user.isDeleted,
    },
    profileSettingPreference: { language: profile.language },
  };
}
