import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Callers, requireScope, requireToken } from '../callers/index.ts';
import { type Answer, type Answers, bearerToken, problemAnswers, surface } from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import { REFUSALS, refuse, WIRE_CODES } from './refusals.ts';
import { OidcRefusal } from './schemas.ts';

const NAME = 'authentication';
export const ANYONE = { who: 'anyone' } as const;
export const ALTINN_TOKEN = { who: 'token', issuers: ['altinn'] } as const;
/** Whoever is a user: a person, or an enterprise user. */
export const USER = { who: 'person' } as const;

const anyone = () => undefined;

const PROBLEMS = problemAnswers(
  {
    401: 'There is no token, or it proves nothing; or the session behind it has ended',
    410: 'Enterprise users are switched off',
    429: 'Too many wrong passwords; Retry-After says when to come again',
    503: 'The login provider, or a part of the platform, is away; try again later',
  },
  REFUSALS,
);

/** Problems of this room name their code. */
const CODED: Answers = mapped(PROBLEMS, ({ schema, ...answer }) => ({
  ...answer,
  schema: Type.Intersect([schema ?? Type.Unknown(), Type.Object({ code: Type.Optional(Type.Enum(WIRE_CODES)) })]),
}));

/** Some of the statuses in another form as well. */
const withForms = (answers: Answers, forms: Answers): Answers =>
  mapped(answers, (answer, status) => {
    const form = forms[status];
    return form ? { ...answer, or: [form] } : answer;
  });

function mapped(answers: Answers, change: (answer: Answer, status: number) => Answer): Answers {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, change(answer, Number(status))]),
  );
}

const text = (description: string, example: string): Answer => ({
  description,
  type: 'text/plain',
  schema: Type.String(),
  example,
});

/** The exchange of other issuers' tokens (altinn-authentication.md 3). */
export const exchangeSurface = (scope: FastifyInstance) =>
  surface(scope, {
    name: NAME,
    admit: {
      /** What the token proves depends on the provider in the path; the exchange checks both in the contract's order (3.2). */
      upstream(request) {
        const token = bearerToken(request);
        if (token !== undefined) return token;
        throw refuse('TOKEN_MISSING', 'send the token to exchange: Authorization: Bearer …');
      },
    },
    refusals: withForms(CODED, {
      400: text('The provider is none that is known', '"other" is not a trusted token provider'),
      401: { description: 'There is no token at all' },
    }),
  });

/** What is done with Altinn's own tokens, and what anyone may know of their issuer (altinn-authentication.md 5, 6, 8). */
export const tokenSurface = (scope: FastifyInstance, callers: Callers) =>
  surface(scope, {
    name: NAME,
    admit: { anyone, token: (request) => requireToken(callers, request, ['altinn']) },
    refusals: withForms(CODED, { 400: text('There is no token in the form', 'the field token is missing or empty') }),
  });

/** Login and logout in the browser (altinn-authentication.md 9): cookies say who it is, and nobody needs to be anybody. */
export const browserSurface = (scope: FastifyInstance) =>
  surface(scope, { name: NAME, admit: { anyone }, refusals: CODED });

const oauth = (description: string, error: string): Answer => ({
  description,
  schema: OidcRefusal,
  example: { error, error_description: description },
});

/** Altinn as an OpenID Connect provider (altinn-authentication.md 9): clients prove themselves in the form or by Basic. */
export const oidcSurface = (scope: FastifyInstance) =>
  surface(scope, {
    name: NAME,
    admit: { anyone },
    refusals: {
      ...withForms(CODED, { 400: oauth('The client has made a mistake', 'invalid_request') }),
      401: oauth('The client is unknown, or has not proven itself', 'invalid_client'),
    },
  });

/** A user's own profile. */
export const profileSurface = (scope: FastifyInstance, deps: { callers: Callers; register: Register }) =>
  surface(scope, {
    name: 'profile',
    admit: { person: (request) => userOf(request, deps) },
    refusals: problemAnswers(
      {
        403: 'The token is an organisation’s, or the change does not come from the portal itself',
        404: 'The user is no longer in the register',
      },
      REFUSALS,
    ),
  });

/** What a session of the portal has: a token that a person has let another program have does not show or end the person’s sessions. */
const PORTAL_SCOPE = 'altinn:portal/enduser';
export const PORTAL_PERSON = { who: 'person', scopes: [PORTAL_SCOPE] } as const;

/** A person's own sessions, for the portal. */
export const sessionSurface = (scope: FastifyInstance, callers: Callers) =>
  surface(scope, {
    name: 'portal',
    admit: {
      person(request) {
        const caller = requireScope(callers, request, [PORTAL_SCOPE], ['altinn']);
        const { kind, partyUuid, claims } = caller;
        if (kind !== 'person' || partyUuid === undefined) throw refuse('not-a-user', 'the token is not of a person');
        return { ...caller, person: partyUuid, sid: typeof claims['sid'] === 'string' ? claims['sid'] : undefined };
      },
    },
    refusals: problemAnswers(
      {
        403: 'The token is no portal session’s, or the change does not come from the portal itself',
        404: 'The person has no such session',
      },
      REFUSALS,
    ),
  });

export type ProfileUser = Party & { readonly userId: number };

async function userOf(
  request: FastifyRequest,
  { callers, register }: { callers: Callers; register: Register },
): Promise<ProfileUser> {
  const { userId } = requireToken(callers, request, ['altinn']);
  if (userId === undefined) throw refuse('not-a-user', "only a user has a profile: the token is an organisation's");
  const party = await register.party({ userId });
  if (!party || party.isDeleted) throw refuse('user-unknown', `there is no user ${userId}`);
  return { ...party, userId };
}
