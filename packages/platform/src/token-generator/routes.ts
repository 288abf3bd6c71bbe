import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { sendToken } from '../authentication/index.ts';
import { parseJws } from '../foundation/index.ts';
import type { Answers } from '../http/index.ts';
import { SANDBOX } from '../sandbox/index.ts';
import type { TokenGenerator } from './generator.ts';
import * as read from './query.ts';
import { answerError, type GeneratorSurface, generatorSurface } from './surface.ts';
import type { OrganisationWish, PersonWish, TokenWish } from './wishes.ts';
import { SIGNED_FOR } from './wishes.ts';

/** Where the doors are: in place of the hosted generator's base URL, and in place of its host where a suite can change no more. */
const PLACES = [
  { at: '/token-generator/api', suffix: '', hidden: false },
  { at: '/api', suffix: 'AtRoot', hidden: true },
] as const;
type Place = (typeof PLACES)[number];

const ByNumber = Type.Record(Type.String(), Type.String());
const MADE: Answers = {
  200: {
    description: 'The token alone, as text; with dump what is in it; to who asks for JSON a JSON string',
    type: 'text/plain',
    schema: Type.String(),
    or: [{ description: 'The same as JSON', schema: Type.String() }],
  },
};
const MADE_OR_MANY: Answers = {
  200: {
    description: 'The token alone, as text; with dump what is in it; with bulkCount tokens by number',
    type: 'text/plain',
    schema: Type.String(),
    or: [
      { description: 'Tokens by number; or one, to who asks for JSON', schema: Type.Union([Type.String(), ByNumber]) },
    ],
  },
};

/** What the doors have in common, with their names. */
const door = ({ at, suffix, hidden }: Place, name: string) =>
  ({
    method: 'GET',
    path: `${at}/Get${name}`,
    operationId: `get${name}${suffix}`,
    access: SANDBOX,
    answers: MADE,
    refusals: [400],
    hidden,
  }) as const;

/** `/token-generator/api/Get…Token` and `/api/Get…Token` (token-generator.md): never registered in production mode. */
export function tokenGeneratorRoutes(app: FastifyInstance, { tokens }: { readonly tokens: TokenGenerator }): void {
  app.register(async (scope) => {
    scope.setErrorHandler(answerError);
    scope.addHook('onRequest', async (request) => {
      request.query = read.asFunctionsRead(request);
    });
    const surface = generatorSurface(scope);
    for (const place of PLACES) {
      organisationDoors(surface, tokens, place);
      personDoor(surface, tokens, place);
      otherUserDoors(surface, tokens, place);
      componentDoors(surface, tokens, place);
      consentDoor(surface, tokens, place);
    }
  });
}

/** How the answer goes out: bare, or opened up. */
interface Sending {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly dump: boolean;
}

async function send(tokens: TokenGenerator, wish: TokenWish, { request, reply, dump }: Sending): Promise<FastifyReply> {
  const token = await tokens.token(wish);
  return sendToken(request, reply, dump ? opened(token) : token);
}

async function sendMany(
  tokens: TokenGenerator,
  wish: PersonWish | OrganisationWish,
  { bulkCount, ...sending }: Sending & { readonly bulkCount: number | undefined },
): Promise<unknown> {
  if (bulkCount === undefined || bulkCount === 0) return send(tokens, wish, sending);
  sending.reply.header('cache-control', 'no-store');
  return tokens.bulk(wish, bulkCount);
}

/** Header and claims for people to read. */
function opened(token: string): string {
  const { header, payload } = parseJws(token);
  return [header, payload].map((part) => JSON.stringify(part, null, 2)).join('\n.\n');
}

function organisationDoors({ route }: GeneratorSurface, tokens: TokenGenerator, place: Place): void {
  route({
    ...door(place, 'EnterpriseToken'),
    summary: 'A token of an organisation, as if exchanged from Maskinporten’s; with org of a service owner',
    answers: MADE_OR_MANY,
    query: {
      ...read.EVERYWHERE,
      scopes: read.needed(read.scopes),
      org: read.identifier,
      orgNo: read.organisationNumber,
      bulkCount: read.count,
      supplierOrgNo: read.organisationNumber,
      delegationSource: read.uri,
      clientId: read.clientName,
    },
    handle({ query, request }, reply) {
      const { env: _, dump, bulkCount, ...wish } = read.taken(query);
      return sendMany(tokens, { as: 'organisation', ...wish }, { request, reply, dump, bulkCount });
    },
  });
  route({
    ...door(place, 'EnterpriseUserToken'),
    summary: 'A token of an enterprise user of Altinn 2',
    query: {
      ...read.EVERYWHERE,
      scopes: read.scopes,
      org: read.identifier,
      orgNo: read.needed(read.organisationNumber),
      supplierOrgNo: read.organisationNumber,
      partyId: read.id,
      userId: read.id,
      partyuuid: read.partyUuid,
      userName: read.needed(read.identifier),
      delegationSource: read.uri,
    },
    handle({ query, request }, reply) {
      const { env: _, dump, partyuuid: partyUuid, ...wish } = read.taken(query);
      return send(tokens, { as: 'enterprise-user', partyUuid, ...wish }, { request, reply, dump });
    },
  });
  route({
    ...door(place, 'SystemUserToken'),
    summary: 'A token of a system user: of one that there is with its own vendor, owner and system',
    query: {
      ...read.EVERYWHERE,
      scopes: read.scopes,
      orgNo: read.organisationNumber,
      supplierOrgNo: read.organisationNumber,
      systemUserOrg: read.organisationNumber,
      systemUserId: read.needed(read.uuid),
      clientId: read.identifier,
    },
    handle({ query, request }, reply) {
      const { env: _, dump, ...wish } = read.taken(query);
      return send(tokens, { as: 'system-user', ...wish }, { request, reply, dump });
    },
  });
}

function personDoor({ route }: GeneratorSurface, tokens: TokenGenerator, place: Place): void {
  route({
    ...door(place, 'PersonalToken'),
    summary: 'A token of a person, as if exchanged from ID-porten’s; of one in the register with the user’s ids',
    answers: MADE_OR_MANY,
    query: {
      ...read.EVERYWHERE,
      scopes: read.scopes,
      userId: read.optionalId,
      partyId: read.optionalId,
      pid: read.personNumber,
      bulkCount: read.count,
      authLvl: read.oneOf(['1', '2', '3', '4']),
      consumerOrgNo: read.eitherNumber,
      partyuuid: read.partyUuid,
      userName: read.identifier,
      clientAmr: read.identifier,
      delegationSource: read.uri,
    },
    handle({ query, request }, reply) {
      const { env: _, dump, bulkCount, partyuuid: partyUuid, ...wish } = read.taken(query);
      return sendMany(tokens, { as: 'person', partyUuid, ...wish }, { request, reply, dump, bulkCount });
    },
  });
}

function otherUserDoors({ route }: GeneratorSurface, tokens: TokenGenerator, place: Place): void {
  const query = {
    ...read.EVERYWHERE,
    userId: read.optionalId,
    scopes: read.scopes,
    partyId: read.optionalId,
    partyuuid: read.partyUuid,
  };
  route({
    ...door(place, 'SelfIdentifiedUserToken'),
    summary: 'A token of a user who has chosen a name and a password',
    query: { ...query, username: read.identifier },
    handle({ query, request }, reply) {
      const { env: _, dump, partyuuid: partyUuid, username: userName, ...wish } = read.taken(query);
      return send(tokens, { as: 'self-identified', partyUuid, userName, ...wish }, { request, reply, dump });
    },
  });
  route({
    ...door(place, 'SelfRegisteredEmailUserToken'),
    summary: 'A token of a user whom ID-porten knows by an e-mail address alone',
    query: { ...query, email: read.needed(read.email) },
    handle({ query, request }, reply) {
      const { env: _, dump, partyuuid: partyUuid, ...wish } = read.taken(query);
      return send(tokens, { as: 'email-user', partyUuid, ...wish }, { request, reply, dump });
    },
  });
}

function componentDoors({ route }: GeneratorSurface, tokens: TokenGenerator, place: Place): void {
  const app = read.needed(read.appName);
  route({
    ...door(place, 'PlatformToken'),
    summary: 'A token of an app or component, of the issuer of Altinn’s tokens',
    query: { ...read.EVERYWHERE, app },
    handle({ query, request }, reply) {
      const { env: _, dump, ...wish } = read.taken(query);
      return send(tokens, { as: 'platform', ...wish }, { request, reply, dump });
    },
  });
  route({
    ...door(place, 'PlatformAccessToken'),
    summary: 'A token of an app or component for the header PlatformAccessToken',
    query: { ...read.EVERYWHERE, app, org: read.oneOf(['platform', ...SIGNED_FOR]) },
    handle({ query, request }, reply) {
      const { env: _, dump, ...wish } = read.taken(query);
      return send(tokens, { as: 'platform-access', ...wish }, { request, reply, dump });
    },
  });
}

function consentDoor({ route }: GeneratorSurface, tokens: TokenGenerator, place: Place): void {
  route({
    ...door(place, 'ConsentToken'),
    summary: 'A consent of Altinn 2 as a token: nothing here reads it',
    query: {
      ...read.EVERYWHERE,
      serviceCodes: read.needed(read.serviceCodes),
      authorizationCode: read.uuid,
      offeredBy: read.needed(read.eitherNumber),
      coveredBy: read.needed(read.eitherNumber),
      handledBy: read.eitherNumber,
    },
    handle({ query, request }, reply) {
      const { env: _, dump, ...wish } = read.taken(query);
      const metadata = read.valuesOfServices(request.query, wish.serviceCodes);
      return send(tokens, { as: 'consent', metadata, ...wish }, { request, reply, dump });
    },
  });
}
