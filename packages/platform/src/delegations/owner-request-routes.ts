import { Type } from 'typebox';
import type { Caller } from '../callers/index.ts';
import type { BodyReader } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import type { RequestRow } from './access-requests.ts';
import { memberOf } from './members.ts';
import { organizationUuid } from './persons.ts';
import { Faults, fault } from './problems.ts';
import { refuse } from './refusals.ts';
import { checkMove, checkResource, checkSelf, packageAsked } from './request-rules.ts';
import { AccessRequest, requestJson, Status } from './request-views.ts';
import { BASE, type DelegationsRoutesDeps, type DelegationsSurface } from './surface.ts';

const REQUESTS = `${BASE}/serviceowner/delegationrequests` as const;
const SCOPE = 'altinn:serviceowner/delegationrequests';
const READS = { who: 'token', scopes: [`${SCOPE}.read`] } as const;
const WRITES = { who: 'token', scopes: [`${SCOPE}.write`] } as const;
const PERSON = 'urn:altinn:person:identifier-no';
const ORGANIZATION = 'urn:altinn:organization:identifier-no';

interface Draft {
  readonly from: string;
  readonly to: string;
  readonly kind: RequestRow['kind'] | undefined;
  readonly item: string;
}

const textOf = (body: unknown, name: string): string => {
  const value = memberOf(body, name);
  return typeof value === 'string' ? value : '';
};

const Urn = Type.String({ description: `${PERSON}:… or ${ORGANIZATION}:…` });

const ITEM_WORDS = {
  package: 'The access package that is asked for, by URN or its last part',
  resource: 'ID of the resource that is asked for',
} as const;

/** `{from, to}` with the package or the resource. */
const draftBody = (kind: RequestRow['kind']): BodyReader<Draft> => ({
  schema: Type.Object({ from: Urn, to: Urn, [kind]: Type.String({ description: ITEM_WORDS[kind] }) }),
  required: true,
  read: (body) => ({ from: textOf(body, 'from'), to: textOf(body, 'to'), kind, item: textOf(body, kind) }),
});

const reference = (kind: RequestRow['kind']) =>
  Type.Optional(
    Type.Object(
      { referenceId: Type.String({ description: ITEM_WORDS[kind] }) },
      { description: 'Exactly one of package and resource is given' },
    ),
  );

/** `{from, to}` with `{referenceId}` of one of the two. Here `from` is whose access it is, and `to` who is to get it. */
const EITHER: BodyReader<Draft> = {
  schema: Type.Object({ from: Urn, to: Urn, resource: reference('resource'), package: reference('package') }),
  required: true,
  read(body) {
    const [resource, of] = ['resource', 'package'].map((name) => textOf(memberOf(body, name), 'referenceId'));
    const faults = new Faults();
    for (const name of ['resource', 'package']) {
      if (!resource && !of) faults.add('request-empty', name, { [name]: 'Give a package or a resource.' });
      if (resource && of) faults.add('request-both', name, { [name]: 'Give a package or a resource, and not both.' });
    }
    faults.check();
    const kind = resource ? 'resource' : 'package';
    return { from: textOf(body, 'to'), to: textOf(body, 'from'), kind, item: resource || of || '' };
  },
};

/** `/serviceowner/delegationrequests…`: a service owner drafts a request for somebody, who confirms it (access-management.md 3). */
export function ownerRequestRoutes(doors: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  for (const [path, operationId, body] of [
    ['/package', 'draftPackageRequest', draftBody('package')],
    ['/resource', 'draftResourceRequest', draftBody('resource')],
    ['', 'draftRequest', EITHER],
  ] as const)
    doors.route({
      method: 'POST',
      path: `${REQUESTS}${path}`,
      operationId,
      summary: 'Draft a request for access for somebody',
      access: WRITES,
      body,
      answers: { 202: { description: 'The draft', schema: AccessRequest } },
      async handle({ caller, body: draft }, reply) {
        return reply.code(202).send(await drafted(deps, caller, draft));
      },
    });
  statusRoutes(doors, deps);
}

/** UUID of the organisation that the token is of; also of one that the register has not got. @throws Refusal 403 */
async function ownerOf({ register }: DelegationsRoutesDeps, caller: Caller): Promise<string> {
  const { organization } = caller;
  if (organization === undefined) throw refuse('token-without-organization');
  return organizationUuid(register, organization);
}

async function drafted(deps: DelegationsRoutesDeps, caller: Caller, draft: Draft) {
  const faults = new Faults();
  const from = await partyOf(deps, draft.from, 'from', faults);
  const to = await partyOf(deps, draft.to, 'to', faults);
  if (draft.item === '') faults.add('urn-invalid', `/${draft.kind ?? 'package'}`);
  faults.check();
  if (!from || !to || draft.kind === undefined) return fault('request-empty', []);
  const by = await ownerOf(deps, caller);
  const { kind } = draft;
  let { item } = draft;
  if (kind === 'package') item = packageAsked(deps, item, { from, to }, faults);
  else await checkOwned(deps, caller, item, faults);
  checkSelf(from, to, faults);
  faults.check();
  const row = await deps.delegations.requests.ask({ from: from.uuid, to: to.uuid, by, kind, item, status: 'Draft' });
  const links = {
    detailsLink: `${deps.urls.base}/accessmanagement/ui/requests/resource?requestId=${row.id}`,
    statusLink: `${deps.urls.base}${REQUESTS}/${row.id}/status`,
  };
  return { ...(await requestJson(deps, row)), links };
}

async function partyOf(
  { register }: DelegationsRoutesDeps,
  urn: string,
  name: string,
  faults: Faults,
): Promise<Party | undefined> {
  const [, kind, number = ''] = /^(.+):([^:]+)$/.exec(urn) ?? [];
  if (kind !== PERSON && kind !== ORGANIZATION) {
    faults.add('urn-invalid', `/${name}`, { [name]: `Give ${PERSON}:… or ${ORGANIZATION}:….` });
    return undefined;
  }
  const party = await register.party(kind === PERSON ? { person: number } : { organization: number });
  if (party && !party.isDeleted) return party;
  faults.add('urn-unknown', `/${name}`, { [name]: 'The register has no such party.' });
  return undefined;
}

/** A resource of the service owner: by its code, or by its organisation. */
async function checkOwned(deps: DelegationsRoutesDeps, caller: Caller, id: string, faults: Faults): Promise<void> {
  const before = new Faults();
  await checkResource(deps, id, before, { path: 'resource', unknown: 'requested-resource-unknown' });
  const authority = (await deps.resources.resource(id))?.hasCompetentAuthority;
  const isOwn =
    authority !== undefined &&
    (authority.organization === caller.organization ||
      (caller.serviceOwner !== undefined && authority.orgcode.toLowerCase() === caller.serviceOwner.toLowerCase()));
  if (authority && !isOwn)
    faults.add('requested-resource-of-other', 'resource', {
      resource: `Resource with reference ID '${id}' is not owned by serviceowner.`,
    });
  faults.check();
  before.check();
}

const ID = { id: Type.String({ format: 'uuid' }) };

function statusRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  const { requests } = deps.delegations;
  const answers = { 200: { description: 'How it stands', schema: Status } };
  route({
    method: 'GET',
    path: `${REQUESTS}/:id/status`,
    operationId: 'readRequestStatus',
    summary: 'How a request stands that the service owner has drafted',
    access: READS,
    params: ID,
    answers,
    async handle({ caller, params: { id } }, reply) {
      const row = await requests.find(id.toLowerCase());
      // What others have drafted is no more told of than what is not there.
      if (!row || row.by_uuid !== (await ownerOf(deps, caller))) return fault('request-unknown', []);
      return reply.type('application/json').send(JSON.stringify(row.status));
    },
  });
  route({
    method: 'PUT',
    path: `${REQUESTS}/:id/withdraw`,
    operationId: 'withdrawDraftedRequest',
    summary: 'Take a request back that the service owner has drafted',
    access: WRITES,
    params: ID,
    answers,
    async handle({ caller, params: { id } }, reply) {
      const by = await ownerOf(deps, caller);
      const row = (await requests.find(id.toLowerCase())) ?? fault('request-unknown', []);
      if (row.by_uuid !== by) throw refuse('request-hidden');
      const open = ['Draft', 'Pending'].includes(row.status);
      if (!open)
        fault('request-status', '/status', { status: `Unable to withdraw request with status '${row.status}'` });
      checkMove(row, row.from_uuid, 'Withdrawn');
      if (!(await requests.move(row, 'Withdrawn', by))) fault('request-status', '/status');
      return reply.type('application/json').send(JSON.stringify('Withdrawn'));
    },
  });
}
