import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Interaction, Provider } from 'oidc-provider';
import type { PlatformUrls } from '../foundation/index.ts';
import { takeOver } from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Idporten } from './idporten.ts';
import { methodsFor, wantedAcr } from './levels.ts';
import { choicePage, contentSecurityPolicy, expiredPage } from './pages.ts';
import { REFUSALS } from './refusals.ts';
import { first, idportenSurface, LOGIN, textIn } from './surface.ts';
import { languageOf, type PageLanguage, TEXTS } from './texts.ts';

const PREFIX = '/idporten';
/** The provider's library knows OpenID Connect's name of the metadata only; both name the same document. */
const RFC_8414 = /^\/\.well-known\/oauth-authorization-server(?=\/?(\?|$))/;
const MAX_PERSONS = 50;
const MAX_ACTS_FOR = 3;

interface Deps {
  readonly idporten: Idporten;
  readonly register: Register;
  readonly urls: PlatformUrls;
}

/** `/idporten/…`: the OIDC endpoints, and the page where one picks a person. */
export function idportenRoutes(app: FastifyInstance, deps: Deps): void {
  app.register(async (scope) => interactionRoutes(scope, deps));
  app.register(async (scope) => providerRoutes(scope, deps));
}

/**
 * Hands everything under the prefix to the OIDC provider, bodies unread. It is in no table of operations: what is below is the library's, which
 * describes itself in its metadata.
 */
function providerRoutes(scope: FastifyInstance, { idporten, urls }: Deps): void {
  const base = new URL(urls.base);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: `${PREFIX}/*`,
    handler: async (request, reply) => {
      // Below the prefix the library goes by letters, and what it writes and reads of paths and cookies has these.
      if (!request.url.startsWith(PREFIX)) return reply.callNotFound();
      const provider = await idporten.provider();
      if (provider.listenerCount('server_error') === 0)
        provider.on('server_error', (_, error) => scope.log.error({ err: error }, 'the test ID-porten failed'));
      const handle = provider.callback();
      const { raw } = request;
      // What the provider writes about itself must not depend on the Host header.
      raw.headers.host = base.host;
      raw.headers['x-forwarded-proto'] = base.protocol.slice(0, -1);
      delete raw.headers['x-forwarded-host'];
      raw.url = (raw.url ?? '').slice(PREFIX.length).replace(RFC_8414, '/.well-known/openid-configuration');
      Object.assign(raw, { baseUrl: PREFIX });
      setPageHeaders((name, value) => reply.header(name, value), 'any');
      await handle(raw, takeOver(reply));
    },
  });
}

function setPageHeaders(set: (name: string, value: string) => void, targets: readonly string[] | 'any'): void {
  set('content-security-policy', contentSecurityPolicy(targets));
  set('referrer-policy', 'no-referrer');
  set('cache-control', 'no-store');
}

/** What a page depends on besides the interaction. */
interface Wish {
  readonly query: { readonly lang: string; readonly q: string };
  readonly headers: { readonly 'accept-language': string };
}

const PAGE = {
  query: { lang: first('Language of the page'), q: first('Part of a name or number') },
  headers: { 'accept-language': first('Language of the page') },
} as const;

/** Whom the browser's cookie and the path know is looked at by the handler; whoever has none gets a page that says so. */
const ANYONE = { who: 'anyone' } as const;
const BACK = { 303: { description: 'On to the provider, which sends the browser back to who asked' } } as const;

function interactionRoutes(scope: FastifyInstance, deps: Deps): void {
  const { idporten, register } = deps;
  const { route } = idportenSurface(scope);
  const path = `${PREFIX}/interaction/:uid` as const;
  route({
    method: 'GET',
    path,
    operationId: 'showLogin',
    summary: 'Test ID-porten: choose a synthetic person',
    access: ANYONE,
    ...PAGE,
    hidden: true,
    answers: { 200: { description: 'The page', type: 'text/html' } },
    refusals: [404],
    async handle({ params, request, ...wish }, reply) {
      const known = await begunHere(idporten, params.uid, request, reply);
      return known ? show(deps, wish, reply, known.interaction) : expired(wish, reply);
    },
  });
  route({
    method: 'POST',
    path: `${path}/login`,
    operationId: 'logInAsTestPerson',
    summary: 'Test ID-porten: log in as the chosen person',
    access: ANYONE,
    ...PAGE,
    body: LOGIN,
    hidden: true,
    answers: BACK,
    refusals: [404],
    async handle({ params, request, body, ...wish }, reply) {
      const known = await begunHere(idporten, params.uid, request, reply);
      if (!known) return expired(wish, reply);
      const { provider, interaction } = known;
      const methods = methodsFor(wantedAcr(interaction.params['acr_values']));
      const method = methods.find(({ amr }) => amr === body.method) ?? methods[0];
      const person = /^\d{11}$/.test(body.person) ? await register.party({ person: body.person }) : undefined;
      if (!person || person.isDeleted || !method) return show(deps, wish, reply, interaction, 'choosePerson');
      const login = { accountId: person.uuid, acr: method.acr, amr: [method.amr], remember: true };
      const next = await provider.interactionResult(request.raw, reply.raw, { login });
      return reply.header('cache-control', 'no-store').redirect(next, 303);
    },
  });
  route({
    method: 'POST',
    path: `${path}/cancel`,
    operationId: 'cancelLogin',
    summary: 'Test ID-porten: break off the login',
    access: ANYONE,
    ...PAGE,
    hidden: true,
    answers: BACK,
    refusals: [404],
    async handle({ params, request, ...wish }, reply) {
      const known = await begunHere(idporten, params.uid, request, reply);
      if (!known) return expired(wish, reply);
      const result = { error: 'access_denied', error_description: 'the person broke off the login' };
      const next = await known.provider.interactionResult(request.raw, reply.raw, result);
      return reply.header('cache-control', 'no-store').redirect(next, 303);
    },
  });
}

async function show(
  { idporten, register }: Deps,
  wish: Wish,
  reply: FastifyReply,
  interaction: Interaction,
  error?: 'choosePerson',
): Promise<FastifyReply> {
  const language = pageLanguage(wish, interaction);
  const query = wish.query.q.slice(0, 100);
  const persons = await register.persons(query);
  const expected = query === '' ? await expectedPerson(register, textIn(interaction.params, 'login_hint')) : undefined;
  const others = persons.filter(({ uuid }) => uuid !== expected?.uuid);
  const client = await idporten.client(String(interaction.params['client_id']));
  const redirect = URL.parse(String(interaction.params['redirect_uri'] ?? client?.redirectUris[0] ?? ''));
  const body = choicePage({
    language,
    action: `${PREFIX}/interaction/${interaction.uid}`,
    clientName: client?.name ?? '',
    query,
    methods: methodsFor(wantedAcr(interaction.params['acr_values'])),
    expected: expected && (await described(register, expected)),
    persons: await Promise.all(others.map(async (person) => described(register, person))),
    more: persons.length >= MAX_PERSONS,
    ...(error === undefined ? {} : { message: TEXTS[language][error] }),
  });
  return html(
    reply,
    error === undefined ? 200 : REFUSALS.kinds['person-not-chosen'].status,
    body,
    redirect ? [redirect.origin] : [],
  );
}

/** The person whom the service expects, by number or name; a hint that fits nobody, or several, is none. */
async function expectedPerson(register: Register, hint = ''): Promise<Party | undefined> {
  if (hint === '') return undefined;
  const found = (await register.persons(hint)).filter((one) => one.personNumber === hint || one.name === hint);
  return found.length === 1 ? found[0] : undefined;
}

const expired = (wish: Wish, reply: FastifyReply): FastifyReply =>
  html(reply, REFUSALS.kinds['login-unknown'].status, expiredPage(pageLanguage(wish)));

/** The interaction that this browser has begun, when it is the one in the path. */
async function begunHere(
  idporten: Idporten,
  uid: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ provider: Provider; interaction: Interaction } | undefined> {
  const provider = await idporten.provider();
  try {
    const interaction = await provider.interactionDetails(request.raw, reply.raw);
    return interaction.uid === uid ? { provider, interaction } : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return undefined;
    throw error;
  }
}

function html(reply: FastifyReply, status: number, body: string, targets: readonly string[] = []): FastifyReply {
  setPageHeaders((name, value) => void reply.header(name, value), targets);
  return reply.code(status).type('text/html; charset=utf-8').send(body);
}

const pageLanguage = ({ query, headers }: Wish, interaction?: Interaction): PageLanguage =>
  languageOf(query.lang, textIn(interaction?.params, 'ui_locales'), headers['accept-language']);

async function described(register: Register, person: Party) {
  const reportees = await register.reportees(person);
  const organizations = reportees.filter(
    ({ party }) => party.type === 'organization' && party.parentUuid === undefined,
  );
  return {
    name: person.name,
    pid: person.personNumber ?? '',
    actsFor: organizations.slice(0, MAX_ACTS_FOR).map(({ party }) => party.name),
  };
}
