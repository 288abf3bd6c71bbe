import type { FastifyInstance } from 'fastify';
import { requireScope } from '../callers/index.ts';
import { isUuid } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { type ConsentBody, ORGANIZATION_URN, PERSON_URN, readConsentBody } from './consent-body.ts';
import { delegableRights, holds } from './rights.ts';
import { BASE, type DelegationsRoutesDeps, PORTAL_SCOPE, requirePerson, schema } from './surface.ts';
import type { Consent } from './types.ts';

const WRITE_SCOPES = ['altinn:consentrequests.write', 'altinn:consentrequests.org'];
const READ_SCOPES = ['altinn:consentrequests.read', ...WRITE_SCOPES];
const LOOKUP_SCOPE = 'altinn:maskinporten/consent.read';

const iso = (ms: number): string => new Date(ms).toISOString();

/** A consent request as the organisation that asked sees it. */
const requestJson = (consent: Consent) => ({
  id: consent.id,
  from: consent.from,
  to: `${ORGANIZATION_URN}${consent.to}`,
  validTo: iso(consent.validTo),
  consentRights: consent.rights.map(rightJson),
  ...(consent.requestMessage ? { requestMessage: consent.requestMessage } : {}),
  ...(consent.redirectUrl === undefined ? {} : { redirectUrl: consent.redirectUrl }),
  status: consent.status[0]?.toUpperCase() + consent.status.slice(1),
  consented: consent.consented === undefined ? null : iso(consent.consented),
  consentRequestEvents: consent.events.map((event) => ({
    eventType: event.event[0]?.toUpperCase() + event.event.slice(1),
    performedBy: `urn:altinn:party:uuid:${event.by}`,
    created: iso(event.created),
    consentRequestID: consent.id,
  })),
});

const rightJson = (right: Consent['rights'][number]) => ({
  action: right.action,
  resource: right.resource,
  ...(right.metadata ? { metaData: right.metadata } : {}),
});

type ById = { Params: { id: string } };

const notFound = () => new HttpProblem(404, 'there is no such consent request');

/** Consent requests of organisations, the person's answer, and Maskinporten's lookup. */
export function consentRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  askRoutes(scope, deps);
  answerRoutes(scope, deps);
  lookupRoute(scope, deps);
}

function askRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const path = `${BASE}/enterprise/consentrequests`;
  scope.post(path, { schema: schema('Ask a person or an organisation for consent') }, async (request, reply) => {
    const caller = requireScope(deps.callers, request, WRITE_SCOPES);
    const body = readConsentBody(request.body, deps.clock.now());
    if (caller.organization === undefined || body.toOrganization !== caller.organization)
      throw new HttpProblem(
        403,
        `to must be the token's own organisation, ${caller.organization ?? 'and it has none'}`,
      );
    const { from, to } = await partiesOf(deps, body);
    await checkResources(deps, body);
    const { consent, added } = await deps.delegations.consents.ask({ ...body, from, to });
    if (!added && (consent.to !== caller.organization || consent.from !== body.fromUrn))
      throw new HttpProblem(409, 'the id is taken by another consent request: choose a new UUID');
    return reply
      .code(added ? 201 : 200)
      .header('location', `${path}/${consent.id}`)
      .send(requestJson(consent));
  });
  scope.get<ById>(`${path}/:id`, { schema: schema('A consent request of the organisation') }, async (request) => {
    const caller = requireScope(deps.callers, request, READ_SCOPES);
    const consent = isUuid(request.params.id) ? await deps.delegations.consent(request.params.id) : undefined;
    if (!consent || consent.to !== caller.organization) throw notFound();
    return requestJson(consent);
  });
}

async function partiesOf({ register }: DelegationsRoutesDeps, body: ConsentBody): Promise<{ from: Party; to: Party }> {
  const number = body.fromUrn.slice(body.fromUrn.lastIndexOf(':') + 1);
  const from = await register.party(
    body.fromUrn.startsWith(PERSON_URN) ? { person: number } : { organization: number },
  );
  const to = await register.party({ organization: body.toOrganization });
  if (!from || from.isDeleted) throw new HttpProblem(400, 'from is nobody that the register knows');
  if (!to || to.isDeleted) throw new HttpProblem(400, 'to is no organisation that the register knows');
  return { from, to };
}

/** Consent is given to resources of type Consent only, with the metadata that each asks for. */
async function checkResources({ resources }: DelegationsRoutesDeps, body: ConsentBody): Promise<void> {
  for (const [index, right] of body.rights.entries()) {
    const id = right.resource[0]?.value ?? '';
    const record = await resources.resource(id);
    const place = `consentRights[${index}]`;
    if (record?.resourceType !== 'Consent')
      throw new HttpProblem(400, `${place}: "${id.slice(0, 100)}" is not a resource of type Consent`);
    const wanted = (record['consentMetadata'] ?? {}) as Readonly<Record<string, { optional?: boolean }>>;
    const given = right.metadata ?? {};
    const missing = Object.keys(wanted).filter((name) => wanted[name]?.optional !== true && !given[name]);
    if (missing.length > 0) throw new HttpProblem(400, `${place}.metaData lacks: ${missing.join(', ')}`);
    const unknown = Object.keys(given).filter((name) => !Object.hasOwn(wanted, name));
    if (unknown.length > 0)
      throw new HttpProblem(
        400,
        `${place}.metaData has what ${id} does not ask for: ${unknown.slice(0, 5).join(', ')}`,
      );
  }
}

function answerRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const { consents } = deps.delegations;
  const asked = async (request: Parameters<typeof requirePerson>[1] & { params: { id: string } }) => {
    const person = await requirePerson(deps, request, [PORTAL_SCOPE]);
    const consent = isUuid(request.params.id) ? await consents.find(request.params.id) : undefined;
    if (!consent || !(await mayAnswer(deps, person, consent))) throw notFound();
    return { person, consent };
  };
  const path = `${BASE}/bff/consentrequests/:id`;
  scope.get<ById>(path, { schema: schema('A consent request, for who must answer it') }, async (request) => {
    const { consent } = await asked(request);
    return requestJson(consent);
  });
  for (const [name, answer] of [
    ['accept', 'accepted'],
    ['reject', 'rejected'],
    ['revoke', 'revoked'],
  ] as const)
    scope.post<ById>(`${path}/${name}`, { schema: schema(`${name} a consent`) }, async (request) => {
      const { person, consent } = await asked(request);
      if (answer === 'accepted' && consent.validTo <= deps.clock.now())
        throw new HttpProblem(409, 'the consent request has expired: the organisation must ask again');
      if (!(await consents.answer(consent.id, answer, person)))
        throw new HttpProblem(409, `the consent request is ${consent.status}: it cannot be ${answer}`);
      return true;
    });
}

/** A person answers for itself; for an organisation, who has every right to consent under the resources' policies. */
async function mayAnswer(deps: DelegationsRoutesDeps, person: Party, consent: Consent): Promise<boolean> {
  if (person.uuid === consent.fromUuid) return true;
  const from = await deps.register.party({ uuid: consent.fromUuid });
  if (from?.type !== 'organization') return false;
  const roles = await deps.register.roles(person, from);
  const packages = await deps.register.packages(person, from);
  for (const right of consent.rights) {
    const policy = await deps.resources.policy(right.resource[0]?.value ?? '');
    const held =
      policy &&
      right.action.every((action) =>
        delegableRights(policy).some(
          (one) =>
            one.action.value === action && holds(policy, one, { party: person, roles, packages }, from).permitted,
        ),
      );
    if (!held) return false;
  }
  return true;
}

/** Maskinporten asks whether a consent holds (maskinporten.md 2.6). */
function lookupRoute(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  scope.post(
    `${BASE}/maskinporten/consent/lookup`,
    { schema: schema('A consent that holds, for Maskinporten') },
    async (request, reply) => {
      requireScope(deps.callers, request, [LOOKUP_SCOPE]);
      const { id, from, to } = (request.body ?? {}) as Record<string, unknown>;
      if (typeof id !== 'string' || !isUuid(id) || typeof from !== 'string' || typeof to !== 'string')
        throw new HttpProblem(400, 'send {id, from, to}: a UUID and two URNs');
      const consent = await deps.delegations.consent(id);
      if (consent?.from !== from || `${ORGANIZATION_URN}${consent.to}` !== to) throw notFound();
      if (consent.status !== 'accepted') throw new HttpProblem(400, `the consent is ${consent.status}, not accepted`);
      const granted = await deps.delegations.consents.granted(id);
      if (!granted) throw new HttpProblem(400, 'the consent has expired');
      return reply.header('cache-control', 'no-store').send({ ...granted, to });
    },
  );
}
