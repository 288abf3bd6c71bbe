/**
 * Where the portal keeps access lists: the registry's own (altinn-pdp.md 12.3), by a person who acts for the service owner, and with the
 * version that a change of the texts began from. Whose the list is, is whom the person acts for.
 */
import { Type } from 'typebox';
import { isOrganizationNumber } from '../foundation/index.ts';
import { invalidMembers, text } from '../http/index.ts';
import type { AccessLists, CompetentAuthority, KeptList, ListInHand, Resources } from '../resources/index.ts';
import { BASE_VERSION, LIST_BODY } from './bodies.ts';
import { refuse } from './refusals.ts';
import { POLICY_AUTHORING } from './resource-routes.ts';
import { ListVersion, MAX_LISTS, NewListConnection, OwnAccessList, OwnAccessLists, OwnListMembers } from './schemas.ts';
import { type DeskSurface, OWNER, type OwnerDeps } from './surface.ts';

const LISTS = `${POLICY_AUTHORING}/access-lists` as const;
const LIST = `${LISTS}/:list` as const;
const MEMBER = `${LIST}/members/:organization` as const;
const CONNECTION = `${LIST}/resources/:resource` as const;

/** As many as are shown at once. */
const PAGE = 100;

export interface AccessListDeps {
  readonly lists: AccessLists;
  readonly register: OwnerDeps['register'];
  readonly resources: Pick<Resources, 'resource'>;
}

export function accessListRoutes(desk: DeskSurface, deps: AccessListDeps): void {
  readRoutes(desk, deps);
  writeRoutes(desk, deps);
  memberRoutes(desk, deps);
  connectionRoutes(desk, deps);
}

const told = ({ created, updated, connections, ...list }: KeptList) => ({
  ...list,
  createdAt: new Date(created).toISOString(),
  updatedAt: new Date(updated).toISOString(),
  resources: connections.map(({ resource, actions }) => ({ identifier: resource, actions })),
});

const keyOf = ({ orgcode }: CompetentAuthority, identifier: string) => ({ owner: orgcode, identifier });

const unknown = (owner: CompetentAuthority, identifier: string) =>
  refuse('list-unknown', `${owner.orgcode} has no access list "${identifier.slice(0, 100)}"`);

/** @throws Refusal 404 */
function mustExist({ version }: ListInHand, owner: CompetentAuthority, identifier: string): number {
  if (version === undefined) throw unknown(owner, identifier);
  return version;
}

function readRoutes({ route }: DeskSurface, { lists }: AccessListDeps): void {
  route({
    method: 'GET',
    path: LISTS,
    operationId: 'listOwnAccessLists',
    summary: 'The access lists of the organisation, with what they open',
    access: OWNER,
    answers: { 200: { description: 'The lists', schema: OwnAccessLists } },
    async handle({ caller }, reply) {
      const found = await lists.ofOwner(caller.orgcode, '', MAX_LISTS + 1);
      reply.header('cache-control', 'no-store');
      return { lists: found.slice(0, MAX_LISTS).map(told), whole: found.length <= MAX_LISTS };
    },
  });
  route({
    method: 'GET',
    path: LIST,
    operationId: 'readOwnAccessList',
    summary: 'An access list of the organisation',
    access: OWNER,
    answers: { 200: { description: 'The list; ETag names its version', schema: OwnAccessList } },
    refusals: [404],
    async handle({ caller, params }, reply) {
      const list = await lists.find(keyOf(caller, params.list));
      if (!list) throw unknown(caller, params.list);
      return reply.header('etag', `"${list.version}"`).header('cache-control', 'no-store').send(told(list));
    },
  });
}

function writeRoutes({ route }: DeskSurface, { lists }: AccessListDeps): void {
  /** @throws Refusal 409, 412 */
  const checkVersion = ({ version = 0 }: ListInHand, identifier: string, base: number) => {
    if (version === base) return;
    if (base === 0) throw refuse('list-exists', `there is an access list "${identifier}"`);
    throw refuse(
      'list-superseded',
      `the list ${identifier} has version ${version} by now, and your change began from ${base}: fetch it again and repeat your change`,
      { members: { version } },
    );
  };
  route({
    method: 'PUT',
    path: LIST,
    operationId: 'saveOwnAccessList',
    summary: 'Add an access list, or change its texts unless it has been changed meanwhile',
    access: OWNER,
    headers: { 'if-match': BASE_VERSION },
    body: LIST_BODY,
    answers: { 200: { description: 'Stored; ETag names its version', schema: ListVersion } },
    refusals: [400, 404, 409, 412, 428],
    async handle({ caller, params: { list: identifier }, headers, body }, reply) {
      if (!/^[a-z0-9-]{2,50}$/.test(identifier))
        throw invalidMembers({ identifier: ['must be 2 to 50 characters of a–z, 0–9 and -'] });
      const base = headers['if-match'];
      const version = await lists.change(keyOf(caller, identifier), async (list) => {
        if (base !== 0) mustExist(list, caller, identifier);
        checkVersion(list, identifier, base);
        await list.write(body);
      });
      return reply.header('etag', `"${version}"`).send({ identifier, version });
    },
  });
  route({
    method: 'DELETE',
    path: LIST,
    operationId: 'deleteOwnAccessList',
    summary: 'Delete an access list, unless it has been changed meanwhile',
    access: OWNER,
    headers: { 'if-match': BASE_VERSION },
    answers: { 204: { description: 'It is gone, with its members and connections' } },
    refusals: [404, 412, 428],
    async handle({ caller, params: { list: identifier }, headers }, reply) {
      await lists.change(keyOf(caller, identifier), async (list) => {
        mustExist(list, caller, identifier);
        checkVersion(list, identifier, headers['if-match']);
        await list.remove();
      });
      return reply.code(204).send();
    },
  });
}

function memberRoutes({ route }: DeskSurface, { lists, register }: AccessListDeps): void {
  route({
    method: 'GET',
    path: `${LIST}/members`,
    operationId: 'listOwnAccessListMembers',
    summary: 'Who is on an access list, with names',
    access: OWNER,
    query: { after: text('Where the page before ended'), number: text('Only numbers that begin so') },
    answers: { 200: { description: 'A page of them, by number', schema: OwnListMembers } },
    refusals: [400, 404],
    async handle({ caller, params, query: { after = '', number = '' } }, reply) {
      const key = keyOf(caller, params.list);
      if (!(await lists.find(key))) throw unknown(caller, params.list);
      if (!/^\d{0,9}$/.test(number)) throw invalidMembers({ number: ['must be up to 9 digits'] });
      const found = await lists.members(key, { after, beginning: number, limit: PAGE + 1 });
      const shown = found.slice(0, PAGE);
      const members = await Promise.all(
        shown.map(async ({ organization, since }) => {
          const name = (await register.party({ organization }))?.name;
          return { organization, ...(name === undefined ? {} : { name }), since: new Date(since).toISOString() };
        }),
      );
      const next = found.length > PAGE ? shown.at(-1)?.organization : undefined;
      reply.header('cache-control', 'no-store');
      return { members, ...(next === undefined ? {} : { next }) };
    },
  });
  for (const [method, operationId, summary, how, description] of [
    ['PUT', 'addOwnAccessListMember', 'Put an organisation on a list', 'addMembers', 'It is on the list'],
    [
      'DELETE',
      'removeOwnAccessListMember',
      'Take an organisation off a list',
      'removeMembers',
      'It is not on the list',
    ],
  ] as const)
    route({
      method,
      path: MEMBER,
      operationId,
      summary,
      access: OWNER,
      params: { organization: Type.String({ pattern: '^\\d{9}$' }) },
      answers: { 204: { description } },
      refusals: [400, 404],
      async handle({ caller, params: { list: identifier, organization } }, reply) {
        if (!isOrganizationNumber(organization))
          throw invalidMembers({ organization: [`"${organization.slice(0, 40)}" is no organisation number`] });
        await lists.change(keyOf(caller, identifier), async (list) => {
          mustExist(list, caller, identifier);
          await list[how]([organization]);
        });
        return reply.code(204).send();
      },
    });
}

function connectionRoutes({ route }: DeskSurface, { lists, resources }: AccessListDeps): void {
  route({
    method: 'PUT',
    path: CONNECTION,
    operationId: 'connectOwnAccessList',
    summary: 'Let an access list open a resource of the organisation',
    access: OWNER,
    body: NewListConnection,
    answers: { 204: { description: 'Its members may use the resource, if the policy lets them' } },
    refusals: [404],
    async handle({ caller, params: { list: identifier, resource }, body: { actions } }, reply) {
      const record = await resources.resource(resource);
      if (!record) throw refuse('resource-unknown', `the registry has no resource "${resource.slice(0, 200)}"`);
      const { organization, orgcode } = record.hasCompetentAuthority;
      if (organization !== caller.organization || orgcode !== caller.orgcode)
        throw refuse('resource-of-other', `the resource ${record.identifier} belongs to ${organization}`);
      await lists.change(keyOf(caller, identifier), async (list) => {
        mustExist(list, caller, identifier);
        await list.connect(record.identifier, actions);
      });
      return reply.code(204).send();
    },
  });
  route({
    method: 'DELETE',
    path: CONNECTION,
    operationId: 'disconnectOwnAccessList',
    summary: 'Let an access list open a resource no longer',
    access: OWNER,
    answers: { 204: { description: 'It opens it no longer' } },
    refusals: [404],
    async handle({ caller, params: { list: identifier, resource } }, reply) {
      await lists.change(keyOf(caller, identifier), async (list) => {
        mustExist(list, caller, identifier);
        if (!(await list.disconnect(resource)))
          throw refuse('list-connection-unknown', `the list does not open "${resource.slice(0, 200)}"`);
      });
      return reply.code(204).send();
    },
  });
}
