import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { type ConsentBody, ORGANIZATION_URN, PERSON_URN, readConsentBody } from './consent-body.ts';
import { refuse } from './refusals.ts';
import { delegableRights, holds } from './rights.ts';
import { ConsentQuestion, ConsentRequest, ConsentToAnswer, ConsentWish, GrantedConsent } from './schemas.ts';
import {
  ACCESS_MANAGEMENT,
  BASE,
  type DelegationsRoutesDeps,
  type DelegationsSurface,
  PORTAL_SCOPE,
} from './surface.ts';
import type { Consent } from './types.ts';

const WRITE_SCOPES = ['altinn:consentrequests.write', 'altinn:consentrequests.org'];
const READ_SCOPES = ['altinn:consentrequests.read', ...WRITE_SCOPES];
const LOOKUP_SCOPE = 'altinn:maskinporten/consent.read';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Where Altinn's own page is (maskinporten.md 2.6). */
const PAGE = '/accessmanagement/ui/consent/request';

/** A consent request as the organisation that asked sees it. */
const requestJson = ({ urls }: DelegationsRoutesDeps, consent: Consent) => ({
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
  viewUri: `${new URL(PAGE, urls.portal)}?id=${consent.id}`,
});

/** As who answers it sees it. */
async function requestToAnswer(deps: DelegationsRoutesDeps, consent: Consent) {
  const from = await deps.register.party({ uuid: consent.fromUuid });
  const to = await deps.register.party({ organization: consent.to });
  return {
    ...requestJson(deps, consent),
    fromParty: {
      name: from?.name ?? '',
      ...(from?.organizationNumber === undefined ? {} : { organizationNumber: from.organizationNumber }),
    },
    toParty: { name: to?.name ?? consent.to, organizationNumber: consent.to },
  };
}

const rightJson = (right: Consent['rights'][number]) => ({
  action: right.action,
  resource: right.resource,
  ...(right.metadata ? { metaData: right.metadata } : {}),
});

const notFound = () => refuse('consent-unknown', 'there is no such consent request');

const BY_ID = { id: Type.String({ format: 'uuid' }) };

/** Consent requests of organisations, the person's answer, and Maskinporten's lookup. */
export function consentRoutes(doors: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  askRoutes(doors, deps);
  askedRoutes(doors, deps);
  answerRoutes(doors, deps);
  lookupRoute(doors, deps);
}

function askRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  const path = `${BASE}/enterprise/consentrequests` as const;
  route({
    method: 'POST',
    path,
    operationId: 'requestConsent',
    summary: 'Ask a person or an organisation for consent',
    access: { who: 'token', scopes: WRITE_SCOPES },
    body: { schema: ConsentWish, read: (body: unknown) => readConsentBody(body, deps.clock.now()) },
    answers: {
      200: { description: 'The request of this id, which was there already', schema: ConsentRequest },
      201: { description: 'The request; `Location` names it', schema: ConsentRequest },
    },
    refusals: [409],
    async handle({ body, caller }, reply) {
      if (caller.organization === undefined || body.toOrganization !== caller.organization)
        throw refuse(
          'consent-of-other',
          `to must be the token's own organisation, ${caller.organization ?? 'and it has none'}`,
        );
      const { from, to } = await partiesOf(deps, body);
      await checkResources(deps, body);
      const { consent, added } = await deps.delegations.consents.ask({ ...body, from, to });
      if (!added && (consent.to !== caller.organization || consent.from !== body.fromUrn))
        throw refuse('consent-exists', 'the id is taken by another consent request: choose a new UUID');
      return reply
        .code(added ? 201 : 200)
        .header('location', `${path}/${consent.id}`)
        .send(requestJson(deps, consent));
    },
  });
  route({
    method: 'GET',
    path: `${path}/:id`,
    operationId: 'readConsentRequest',
    summary: 'A consent request of the organisation',
    access: { who: 'token', scopes: READ_SCOPES },
    params: BY_ID,
    answers: { 200: { description: 'The request', schema: ConsentRequest } },
    refusals: [404],
    async handle({ params: { id }, caller }) {
      const consent = isUuid(id) ? await deps.delegations.consent(id) : undefined;
      if (!consent || consent.to !== caller.organization) throw notFound();
      return requestJson(deps, consent);
    },
  });
}

async function partiesOf({ register }: DelegationsRoutesDeps, body: ConsentBody): Promise<{ from: Party; to: Party }> {
  const number = body.fromUrn.slice(body.fromUrn.lastIndexOf(':') + 1);
  const from = await register.party(
    body.fromUrn.startsWith(PERSON_URN) ? { person: number } : { organization: number },
  );
  const to = await register.party({ organization: body.toOrganization });
  if (!from || from.isDeleted) throw refuse('consent-party-unknown', 'from is nobody that the register knows');
  if (!to || to.isDeleted) throw refuse('consent-party-unknown', 'to is no organisation that the register knows');
  return { from, to };
}

/** Consent is given to resources of type Consent only, with the metadata that each asks for. */
async function checkResources({ resources }: DelegationsRoutesDeps, body: ConsentBody): Promise<void> {
  for (const [index, right] of body.rights.entries()) {
    const id = right.resource[0]?.value ?? '';
    const record = await resources.resource(id);
    const place = `consentRights[${index}]`;
    if (record?.resourceType !== 'Consent')
      throw refuse('consent-resource', `${place}: "${id.slice(0, 100)}" is not a resource of type Consent`);
    const wanted = (record['consentMetadata'] ?? {}) as Readonly<Record<string, { optional?: boolean }>>;
    const given = right.metadata ?? {};
    const missing = Object.keys(wanted).filter((name) => wanted[name]?.optional !== true && !given[name]);
    if (missing.length > 0) throw refuse('consent-metadata', `${place}.metaData lacks: ${missing.join(', ')}`);
    const unknown = Object.keys(given).filter((name) => !Object.hasOwn(wanted, name));
    if (unknown.length > 0)
      throw refuse(
        'consent-metadata',
        `${place}.metaData has what ${id} does not ask for: ${unknown.slice(0, 5).join(', ')}`,
      );
  }
}

/** Others are told that there is no such request: `answerable` asks the policies. */
const ANSWERER = { who: 'person', scopes: [PORTAL_SCOPE] } as const;

/** @throws Refusal 404 */
async function answerable(deps: DelegationsRoutesDeps, person: Party, id: string): Promise<Consent> {
  const consent = isUuid(id) ? await deps.delegations.consents.find(id) : undefined;
  if (!consent || !(await mayAnswer(deps, person, consent))) throw notFound();
  return consent;
}

function askedRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  const path = `${BASE}/bff/consentrequests` as const;
  route({
    method: 'GET',
    path: `${path}/:id`,
    operationId: 'readConsentRequestToAnswer',
    summary: 'A consent request, for who must answer it',
    access: ANSWERER,
    params: BY_ID,
    answers: { 200: { description: 'The request', schema: ConsentToAnswer } },
    refusals: [404],
    handle: async ({ params, caller: person }) => requestToAnswer(deps, await answerable(deps, person, params.id)),
  });
  route({
    method: 'GET',
    path: `${path}/list/:party`,
    operationId: 'listConsentRequests',
    summary: 'What a person or organisation has been asked to consent to',
    access: ANSWERER,
    params: { party: Type.String({ format: 'uuid' }) },
    answers: {
      200: { description: 'The requests, the newest first, at most 200', schema: Type.Array(ConsentToAnswer) },
    },
    refusals: [404],
    async handle({ params, caller: person }) {
      const party = isUuid(params.party) ? await deps.register.party({ uuid: params.party }) : undefined;
      const may = party !== undefined && (await maySee(deps, person, party));
      if (!may) throw refuse('party-of-others', 'the person sees the consents of no such party');
      const all = await deps.delegations.consents.of(party);
      return Promise.all(all.map((consent) => requestToAnswer(deps, consent)));
    },
  });
}

function answerRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  const path = `${BASE}/bff/consentrequests/:id` as const;
  for (const [name, answer] of [
    ['accept', 'accepted'],
    ['reject', 'rejected'],
    ['revoke', 'revoked'],
  ] as const)
    route({
      method: 'POST',
      path: `${path}/${name}`,
      operationId: `${name}Consent`,
      summary: `${name} a consent`,
      access: ANSWERER,
      params: BY_ID,
      answers: { 200: { description: `It is ${answer}`, schema: Type.Literal(true) } },
      refusals: [404, 409],
      async handle({ params, caller: person }) {
        const consent = await answerable(deps, person, params.id);
        if (answer === 'accepted' && consent.validTo <= deps.clock.now())
          throw refuse('consent-expired', 'the consent request has expired: the organisation must ask again');
        if (!(await deps.delegations.consents.answer(consent.id, answer, person)))
          throw refuse('consent-answered', `the consent request is ${consent.status}: it cannot be ${answer}`);
        return true;
      },
    });
}

/** A person sees its own, and those of the organisations that it manages access for. */
const maySee = async (deps: DelegationsRoutesDeps, person: Party, party: Party): Promise<boolean> =>
  party.uuid === person.uuid ||
  (party.type === 'organization' && (await deps.mayUse(person, ACCESS_MANAGEMENT, 'read', party)));

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

/** @throws Refusal 400 */
function questionIn(body: unknown): { readonly id: string; readonly from: string; readonly to: string } {
  const { id, from, to }: { id?: unknown; from?: unknown; to?: unknown } =
    typeof body === 'object' && body !== null ? body : {};
  if (typeof id !== 'string' || !isUuid(id) || typeof from !== 'string' || typeof to !== 'string')
    throw refuse('consent-lookup-malformed', 'send {id, from, to}: a UUID and two URNs');
  return { id, from, to };
}

/** Maskinporten asks whether a consent holds (maskinporten.md 2.6). */
function lookupRoute({ route }: DelegationsSurface, { delegations }: DelegationsRoutesDeps): void {
  route({
    method: 'POST',
    path: `${BASE}/maskinporten/consent/lookup`,
    operationId: 'lookUpConsent',
    summary: 'A consent that holds, for Maskinporten',
    access: { who: 'token', scopes: [LOOKUP_SCOPE] },
    body: { schema: ConsentQuestion, read: questionIn },
    answers: { 200: { description: 'The consent', schema: GrantedConsent } },
    refusals: [404],
    async handle({ body: { id, from, to } }, reply) {
      const consent = await delegations.consent(id);
      if (consent?.from !== from || `${ORGANIZATION_URN}${consent.to}` !== to) throw notFound();
      if (consent.status !== 'accepted')
        throw refuse('consent-not-accepted', `the consent is ${consent.status}, not accepted`);
      const granted = await delegations.consents.granted(id);
      if (!granted) throw refuse('consent-not-accepted', 'the consent has expired');
      return reply.header('cache-control', 'no-store').send({ ...granted, to });
    },
  });
}
