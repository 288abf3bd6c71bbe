import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Callers, requireToken } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Authentication } from './authentication.ts';
import { LANGUAGES, type Language } from './users.ts';

export interface ProfileRoutesDeps {
  readonly authentication: Authentication;
  readonly callers: Callers;
  readonly register: Register;
}

const PREFIX = '/profile/api/v1/users/current';
const SettingsBody = Type.Object(
  { language: Type.Union(LANGUAGES.map((language) => Type.Literal(language))) },
  { additionalProperties: false },
);

/** The logged-in user's own profile, for the portal: `/profile/api/v1/users/current`. */
export function profileRoutes(scope: FastifyInstance, deps: ProfileRoutesDeps): void {
  const { authentication, callers, register } = deps;
  const userOf = async (request: FastifyRequest): Promise<Party & { userId: number }> => {
    const { userId } = requireToken(callers, request, ['altinn']);
    if (userId === undefined) throw new HttpProblem(403, "only a user has a profile: the token is an organisation's");
    const party = await register.party({ userId });
    if (!party || party.isDeleted) throw new HttpProblem(404, `there is no user ${userId}`);
    return { ...party, userId };
  };
  const answer = async (party: Party & { userId: number }) => {
    const profile = await authentication.profile(party.userId);
    const enterprise = party.personNumber === undefined ? await authentication.enterpriseUser(party.userId) : undefined;
    return {
      userId: party.userId,
      userUuid: party.uuid,
      userName: enterprise?.userName ?? profile.userName,
      userType: enterprise ? 3 : 1,
      partyId: party.partyId,
      party: {
        partyId: party.partyId,
        partyUuid: party.uuid,
        partyTypeName: 1,
        name: party.name,
        ...(party.personNumber === undefined ? {} : { ssn: party.personNumber }),
        isDeleted: party.isDeleted,
      },
      profileSettingPreference: { language: profile.language },
    };
  };
  scope.get(PREFIX, { schema: { tags: ['profile'], summary: "The caller's own profile" } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return answer(await userOf(request));
  });
  scope.patch<{ Body: { language: Language } }>(
    `${PREFIX}/profilesettings`,
    { schema: { tags: ['profile'], summary: 'Change the language of the portal', body: SettingsBody } },
    async (request) => {
      const party = await userOf(request);
      await authentication.setLanguage(party.userId, request.body.language);
      return { language: request.body.language };
    },
  );
}
