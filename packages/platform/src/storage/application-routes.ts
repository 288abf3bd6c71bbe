/** Metadata of applications and their texts, as Altinn Studio publishes them and everybody reads them (altinn-instances.md 4.3). */
import type { FastifyInstance } from 'fastify';
import { type Caller, isStudio, requireToken, STUDIO } from '../callers/index.ts';
import { surface } from '../http/index.ts';
import { METADATA, TEXT_RESOURCE } from './application-bodies.ts';
import { isTrue, once } from './readers.ts';
import { refuse } from './refusals.ts';
import { ApplicationMetadata, Applications, TextResource } from './schemas.ts';
import { STORAGE_REFUSALS, type SurfaceDeps } from './surface.ts';

const BASE = '/storage/api/v1/applications';
const ONE = `${BASE}/:org/:app` as const;
const TEXTS = `${ONE}/texts` as const;
const TEXT = `${TEXTS}/:language` as const;

const ANYONE = { who: 'anyone' } as const;
const STUDIO_ONLY = { who: 'platform', scopes: [] } as const;
const TOKEN = { who: 'token', issuers: ['altinn'] } as const;

/** The doors of the studio are the only ones that ask for its token. */
const applicationSurface = (app: FastifyInstance, { callers }: SurfaceDeps) =>
  surface(app, {
    name: 'storage',
    admit: {
      anyone: () => undefined,
      token: (request) => requireToken(callers, request, ['altinn']),
      platform: (request) => studio(requireToken(callers, request, ['altinn'])),
    },
    refusals: STORAGE_REFUSALS,
  });

type ApplicationSurface = ReturnType<typeof applicationSurface>;

/** @throws Refusal 403 */
function studio(caller: Caller): Caller {
  if (isStudio(caller)) return caller;
  throw refuse('caller-not-studio', `only a token with the claim urn:altinn:app = ${STUDIO} may publish apps`);
}

export function applicationRoutes(app: FastifyInstance, deps: SurfaceDeps): void {
  const doors = applicationSurface(app, deps);
  readRoutes(doors, deps);
  publishRoutes(doors, deps);
  textRoutes(doors, deps);
}

function readRoutes({ route }: ApplicationSurface, { storage }: SurfaceDeps): void {
  route({
    method: 'GET',
    path: BASE,
    operationId: 'listApplications',
    summary: 'Metadata of every application',
    access: ANYONE,
    answers: { 200: { description: 'All of them', schema: Applications } },
    handle: async () => ({ applications: (await storage.applications()).map(({ metadata }) => metadata) }),
  });
  route({
    method: 'GET',
    path: `${BASE}/:org`,
    operationId: 'listApplicationsOfOwner',
    summary: 'Metadata of the applications of a service owner',
    access: ANYONE,
    answers: { 200: { description: 'All of them', schema: Applications } },
    refusals: [400],
    async handle({ params: { org } }) {
      if (/[- ]/.test(org)) throw refuse('app-id-invalid', `Application owner id '${org.slice(0, 40)}' is not valid`);
      const own = (await storage.applications()).filter((one) => one.org === org);
      return { applications: own.map(({ metadata }) => metadata) };
    },
  });
  route({
    method: 'GET',
    path: ONE,
    operationId: 'readApplication',
    summary: 'Metadata of an application',
    access: ANYONE,
    answers: { 200: { description: 'As it was published', schema: ApplicationMetadata } },
    refusals: [404],
    handle: async ({ params: { org, app } }) => (await storage.publishing.find(org, app)).metadata,
  });
}

function publishRoutes({ route }: ApplicationSurface, { storage }: SurfaceDeps): void {
  route({
    method: 'POST',
    path: BASE,
    operationId: 'publishApplication',
    summary: 'Publish an application, or its next version (Studio)',
    access: STUDIO_ONLY,
    query: { appId: once('{org}/{app}') },
    body: METADATA,
    answers: { 201: { description: 'The metadata as they are stored', schema: ApplicationMetadata } },
    refusals: [400],
    async handle({ query: { appId = '' }, body, caller }, reply) {
      const stored = await storage.publishing.publish(appId, body, caller);
      return reply.code(201).header('location', appId).send(stored);
    },
  });
  route({
    method: 'PUT',
    path: ONE,
    operationId: 'replaceApplication',
    summary: 'Replace the metadata of an application (Studio)',
    access: STUDIO_ONLY,
    body: METADATA,
    answers: { 200: { description: 'The metadata as they are stored', schema: ApplicationMetadata } },
    refusals: [400, 404],
    async handle({ params: { org, app }, body, caller }) {
      if (body['id'] !== `${org}/${app}`)
        throw refuse('metadata-invalid', 'appId in path does not match id in attached object');
      if (body['org'] !== org)
        throw refuse('metadata-invalid', 'Org (application owner id) from path is not matching attached object');
      await storage.publishing.find(org, app);
      return storage.publishing.publish(`${org}/${app}`, body, caller);
    },
  });
  route({
    method: 'DELETE',
    path: ONE,
    operationId: 'deleteApplication',
    summary: 'Mark an application as no longer valid, or delete it (Studio)',
    access: STUDIO_ONLY,
    query: { hard: isTrue('For good') },
    answers: { 200: { description: 'The metadata of what was deleted', schema: ApplicationMetadata } },
    refusals: [404],
    async handle({ params: { org, app }, query: { hard }, caller }) {
      const { metadata } = await storage.publishing.find(org, app);
      if (!hard) return storage.publishing.publish(`${org}/${app}`, { ...metadata, validTo: storage.now() }, caller);
      await storage.publishing.unpublish(org, app);
      return metadata;
    },
  });
}

const checkLanguage = (language: string): void => {
  if (!/^[A-Za-z]{2}$/.test(language))
    throw refuse('language-invalid', 'The language must be a two letter ISO language name.');
};

function textRoutes({ route }: ApplicationSurface, { storage }: SurfaceDeps): void {
  const answers = { 200: { description: 'The texts', schema: TextResource } };
  route({
    method: 'POST',
    path: TEXTS,
    operationId: 'publishTexts',
    summary: 'Publish the texts of an application in a language (Studio)',
    access: STUDIO_ONLY,
    body: TEXT_RESOURCE,
    answers,
    refusals: [400, 404],
    handle: ({ params: { org, app }, body }) =>
      storage.publishing.putText({ org, app, language: body.language }, body.resources),
  });
  route({
    method: 'GET',
    path: TEXT,
    operationId: 'readTexts',
    summary: 'The texts of an application in a language',
    access: TOKEN,
    answers,
    refusals: [400, 404],
    handle({ params }) {
      checkLanguage(params.language);
      return storage.publishing.text(params);
    },
  });
  route({
    method: 'PUT',
    path: TEXT,
    operationId: 'replaceTexts',
    summary: 'Replace the texts of an application in a language (Studio)',
    access: STUDIO_ONLY,
    body: TEXT_RESOURCE,
    answers,
    refusals: [400, 404],
    async handle({ params, body: { language, resources } }) {
      if (language !== params.language)
        throw refuse(
          'language-invalid',
          `The language specified in the textResource ${language} does not match the api path: ${params.language.slice(0, 40)}`,
        );
      await storage.publishing.text(params);
      return storage.publishing.putText(params, resources);
    },
  });
  route({
    method: 'DELETE',
    path: TEXT,
    operationId: 'deleteTexts',
    summary: 'Delete the texts of an application in a language (Studio)',
    access: STUDIO_ONLY,
    answers: { 200: { description: 'They are gone' } },
    refusals: [400, 404],
    async handle({ params }, reply) {
      checkLanguage(params.language);
      await storage.publishing.text(params);
      await storage.publishing.deleteText(params);
      return reply.code(200).send();
    },
  });
}
