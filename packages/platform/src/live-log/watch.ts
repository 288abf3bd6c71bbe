/** Which answers are a line of the log, whose it is, and what is kept of it. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ToldOfDecision } from '../authorization/index.ts';
import type { Callers } from '../callers/index.ts';
import { type Clock, type JsonObject, organizationIn, parseJws, Refusal } from '../foundation/index.ts';
import { bearerToken, logOf, onAnswered, traceId } from '../http/index.ts';
import type { ToldOfGrant } from '../maskinporten/index.ts';
import type { Kind, Material, NewEntry, Origin } from './entry.ts';
import { materialOf, plainMaterial, redactText, tokenMaterial } from './redact.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why it was refused, when it was. */
    refusal: Refusal | undefined;
    /** What was answered, of operations that are looked at whole. */
    answerText: string | undefined;
  }
}

const BY_OPERATION: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['issueToken', 'token'],
  ['exchangeToken', 'exchange'],
  ['authorize', 'decision'],
  ['evaluateAccess', 'decision'],
  ['evaluateAccesses', 'decision'],
]);
const BY_SURFACE: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['system register', 'systemUser'],
  ['system users', 'systemUser'],
  ['client delegation', 'systemUser'],
  ['selvbetjening', 'registry'],
  ['resource registry', 'registry'],
  ['access lists', 'registry'],
]);
const kindOf = (operation: string, surface: string): Kind | undefined =>
  BY_OPERATION.get(operation) ?? BY_SURFACE.get(surface);
/** Their rooms tell what was answered, since a hook on each answer would be felt there. */
const TELLS: ReadonlySet<string> = new Set(['issueToken', 'authorize']);

export interface WatchDeps {
  readonly callers: Callers;
  readonly clock: Clock;
}

/** Whose a line is. */
interface Owner {
  readonly organization: string;
  readonly clientId: string | undefined;
}

/** What one kind of line tells besides when it was and how it ended. */
interface Told {
  readonly owner: Owner;
  readonly what: string;
  readonly refused?: Refusal | undefined;
  readonly request: Material | undefined;
  readonly answer: Material | undefined;
}

/** Watches what is answered from now on; called before the routes are made. */
export function watch(http: FastifyInstance, deps: WatchDeps, take: (entry: NewEntry) => void): void {
  http.decorateRequest('refusal', undefined);
  http.decorateRequest('answerText', undefined);
  http.addHook('onError', (request, _, error, done) => {
    if (error instanceof Refusal) request.refusal = error;
    done();
  });
  http.addHook('onRoute', (route) => {
    const { operation } = route.config ?? {};
    if (!operation || TELLS.has(operation.operationId) || !kindOf(operation.operationId, operation.surface)) return;
    route.onSend = (request, _, payload, done) => {
      if (typeof payload === 'string') request.answerText = payload;
      done(null, payload);
    };
  });
  onAnswered(http, (operation, surface) => {
    const kind = kindOf(operation, surface);
    if (kind === undefined) return undefined;
    const read = READERS[kind];
    let last: { readonly owner: Owner; readonly origin: Origin } | undefined;
    /** Mostly the caller is the one before. */
    const originOf = (owner: Owner): Origin => {
      if (last?.owner !== owner) last = { owner, origin: { kind, operation, ...owner } };
      return last.origin;
    };
    const note = (request: FastifyRequest, status: number): void => {
      const told = read(request, deps);
      if (!told) return;
      take({
        origin: originOf(told.owner),
        time: deps.clock.now(),
        took: performance.now() - request.arrived,
        status,
        trace: traceId(request),
        what: told.what,
        refused: told.refused ?? request.refusal,
        request: told.request,
        answer: told.answer,
      });
    };
    return (request, status) => {
      try {
        note(request, status);
      } catch (error) {
        // A help for developers: what cannot be noted has been answered all the same.
        logOf(request).error({ err: error }, 'a line of the live log failed');
      }
    };
  });
}

type Read = (request: FastifyRequest, deps: WatchDeps) => Told | undefined;

function ofGrant(request: FastifyRequest): Told | undefined {
  // The token endpoint says so itself (`satisfies`); where it did not come that far nothing is told.
  const told = request.told as ToldOfGrant | undefined;
  const { clientId, organization, scopes = [] } = told?.progress ?? {};
  if (!told || clientId === undefined || organization === undefined) return undefined;
  return {
    owner: { organization, clientId },
    what: scopes.join(' '),
    refused: told.refused,
    request: tokenMaterial(told.assertion),
    answer: tokenMaterial(told.token),
  };
}

/** Nothing in a token that was refused is believed; as with grants, whoever knows a client's id can write lines in its log. */
function ofExchange(request: FastifyRequest): Told | undefined {
  const token = bearerToken(request);
  const owner = ownerIn(claimsIn(token));
  if (!owner) return undefined;
  return {
    owner,
    what: scopesIn(claimsIn(token)),
    request: tokenMaterial(token),
    answer: tokenMaterial(request.answerText?.replace(/^"|"$/g, '')),
  };
}

function ofDecision(request: FastifyRequest, deps: WatchDeps): Told | undefined {
  const caller = request.admitted as { readonly claims: JsonObject } | undefined;
  const owner = caller ? ownerOf(caller.claims) : provenOwner(request, deps);
  if (!owner) return undefined;
  const told = request.told as ToldOfDecision | undefined;
  // What is remembered of the question is one text, however often it is asked; and most answers are one of a few.
  const known = told?.question === undefined ? undefined : plainMaterial(told.question, true);
  const isText = typeof request.body === 'string';
  return {
    owner,
    what: '',
    request: known ?? (isText ? plainMaterial(request.body) : materialOf(request.body)),
    answer: plainMaterial(told?.answer, true) ?? materialOf(request.answerText),
  };
}

/** What a person looks at in the portal is no news to the person; what the person changes is. */
function ofOthers(request: FastifyRequest, deps: WatchDeps): Told | undefined {
  const machine = bearerToken(request) === undefined ? undefined : provenOwner(request, deps);
  const owner = machine ?? (request.method === 'GET' ? undefined : actingFor(request.admitted));
  if (!owner) return undefined;
  return {
    owner,
    what: redactText(`${request.method} ${request.url.split('?', 1)[0] ?? ''}`),
    request: materialOf(request.body),
    answer: materialOf(request.answerText),
  };
}

const READERS: Readonly<Record<Kind, Read>> = {
  token: ofGrant,
  exchange: ofExchange,
  decision: ofDecision,
  systemUser: ofOthers,
  registry: ofOthers,
};

/** The owner of the token that came with the request, when the token is good: admitted or not. */
function provenOwner(request: FastifyRequest, { callers }: WatchDeps): Owner | undefined {
  try {
    return ownerIn(callers.of(request)?.claims);
  } catch {
    return undefined;
  }
}

/** Whom a person in the portal acts for: surfaces tell it as the organisation, or as the party in the path. */
function actingFor(admitted: unknown): Owner | undefined {
  if (typeof admitted !== 'object' || admitted === null) return undefined;
  const party = 'party' in admitted ? admitted.party : undefined;
  const ofParty =
    typeof party === 'object' && party !== null && 'organizationNumber' in party ? party.organizationNumber : undefined;
  const organization = 'organization' in admitted ? admitted.organization : ofParty;
  return typeof organization === 'string' ? { organization, clientId: undefined } : undefined;
}

const claimsIn = (token: string | undefined): JsonObject | undefined => {
  try {
    return token === undefined ? undefined : parseJws(token).payload;
  } catch {
    return undefined;
  }
};

/** The client's own organisation: the supplier, where it acts for a consumer. */
function ownerIn(claims: JsonObject | undefined): Owner | undefined {
  if (!claims) return undefined;
  const organization = numberIn(claims['supplier']) ?? numberIn(claims['consumer']);
  const { client_id: clientId } = claims;
  return organization === undefined
    ? undefined
    : { organization, clientId: typeof clientId === 'string' ? clientId : undefined };
}

const owners = new WeakMap<JsonObject, { readonly owner: Owner | undefined }>();

/** Of claims that are known to the room that admitted their token, and so come again. */
function ownerOf(claims: JsonObject): Owner | undefined {
  let known = owners.get(claims);
  if (known === undefined) {
    known = { owner: ownerIn(claims) };
    owners.set(claims, known);
  }
  return known.owner;
}

/** Nine digits: what else a token nobody has proven says of its owner is no organisation here. */
function numberIn(actor: unknown): string | undefined {
  const number = organizationIn(actor);
  return number !== undefined && /^\d{9}$/.test(number) ? number : undefined;
}

const scopesIn = (claims: JsonObject | undefined): string => {
  const scope = claims?.['scope'];
  return typeof scope === 'string' ? redactText(scope.slice(0, 1000)) : '';
};
