import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import type { Reader } from '../http/index.ts';
import type { HeldRole, PartyRef, Register } from '../register/index.ts';
import { namedResource } from '../resources/index.ts';
import type { Subject } from './context.ts';
import { type InternalDeps, isNumber, type Match } from './internal.ts';
import * as name from './names.ts';
import { refuse } from './refusals.ts';
import { DelegationChange, HeldAccess, Match as MatchShape, PackageUrns } from './schemas.ts';
import { recipients } from './subject-attributes.ts';
import { type AuthorizationSurface, fromInside } from './surface.ts';

const uuid = (description: string): Reader<string> => ({
  schema: Type.String({ description, format: 'uuid' }),
  required: true,
  read(value, member) {
    if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
    throw refuse('uuid-malformed', undefined, {
      members: {
        errors: { [member]: [`"${String(value).slice(0, 60)}" is not a UUID`] },
      },
    });
  },
});

/** In the order in which they are looked at. */
const PAIR = { to: uuid('Who holds it: a party or a system user'), from: uuid('For whom: a party') };

/** The subject that a UUID stands for: a party of the register, else a system user. */
async function subjectOf(register: Register, uuid: string): Promise<Subject> {
  const party = await register.party({ uuid });
  return party ? { party, isUser: party.userId !== undefined } : { systemUser: uuid, isUser: false };
}

async function packagesOf(deps: InternalDeps, to: string, from: string): Promise<readonly string[]> {
  const { register, delegations } = deps.authorization.lookups;
  const of = await register.party({ uuid: from });
  if (!of) return [];
  const subject = await subjectOf(register, to);
  const urns = new Set(subject.party ? await register.packages(subject.party, of) : []);
  const givers = of.parentUuid === undefined ? [of.uuid] : [of.uuid, of.parentUuid];
  for (const receiver of await recipients(subject, register))
    for (const giver of givers) for (const urn of await delegations.packages(receiver, giver)) urns.add(urn);
  return [...urns];
}

/** Each role by its URN and by its legacy URN; rightholder and agent never (altinn-pdp.md 13.2, 7.2). */
const roleUrns = (roles: readonly HeldRole[]): readonly string[] => [
  ...new Set(
    roles
      .filter((role) => !['urn:altinn:role:rettighetshaver', 'urn:altinn:role:agent'].includes(role.urn))
      .flatMap((role) => (role.legacyUrn === undefined ? [role.urn] : [role.urn, role.legacyUrn])),
  ),
];

const ChangesQuestion = Type.Object({
  subject: Type.Object(MatchShape.properties, {
    description: 'Who has been given something: urn:altinn:userid, urn:altinn:partyid or urn:altinn:systemuser:uuid',
  }),
  party: Type.Object(MatchShape.properties, { description: 'Who has given it: urn:altinn:partyid' }),
  resource: Type.Array(MatchShape, {
    minItems: 1,
    maxItems: 20,
    description: 'One resource, by urn:altinn:resource, or by urn:altinn:org and urn:altinn:app',
  }),
});

/** `/accessmanagement/api/v1/policyinformation/…` (altinn-pdp.md 13.2). */
export function pipRoutes({ route }: AuthorizationSurface, deps: InternalDeps): void {
  const base = '/accessmanagement/api/v1/policyinformation';
  const access = fromInside(deps.sandbox);
  const { register } = deps.authorization.lookups;
  route({
    method: 'GET',
    path: `${base}/accesspackages`,
    operationId: 'listHeldAccessPackages',
    summary: 'Packages that `to` holds for `from`',
    access,
    query: PAIR,
    answers: { 200: { description: 'Their URNs', schema: PackageUrns } },
    handle: ({ query: { to, from } }) => packagesOf(deps, to, from),
  });
  route({
    method: 'GET',
    path: `${base}/roles-and-accesspackages`,
    operationId: 'readHeldAccess',
    summary: 'Roles and packages of `to` for `from`',
    access,
    query: PAIR,
    answers: { 200: { description: 'The URNs of both', schema: HeldAccess } },
    async handle({ query: { to, from } }) {
      const [holder, of] = [await register.party({ uuid: to }), await register.party({ uuid: from })];
      const roles = holder && of ? await register.roles(holder, of) : [];
      return { roles: roleUrns(roles), accessPackages: await packagesOf(deps, to, from) };
    },
  });
  route({
    method: 'POST',
    path: `${base}/getdelegationchanges`,
    operationId: 'findDelegationChanges',
    summary: 'Delegations of a resource from a party to a subject',
    access,
    body: ChangesQuestion,
    answers: { 200: { description: 'Each right that has been given', schema: Type.Array(DelegationChange) } },
    handle: ({ body: { subject, party, resource } }) => changesOf(deps, subject, party, resource),
  });
}

/** @throws Refusal 400 when something that is named is not known */
async function changesOf(deps: InternalDeps, subject: Match, party: Match, resource: readonly Match[]) {
  const { register, delegations } = deps.authorization.lookups;
  const from =
    party.id === name.PARTY_ID && isNumber(party.value)
      ? await register.party({ partyId: Number(party.value) })
      : undefined;
  const to = await receiver(register, subject);
  const resourceId = namedResource(resource);
  if (!from || !to || resourceId === undefined)
    throw refuse(
      'question-unknown-parts',
      'give a known party as urn:altinn:partyid, a subject as urn:altinn:userid, urn:altinn:partyid or urn:altinn:systemuser:uuid, and a resource',
    );
  const receivers = await recipients(to, register);
  const givers = from.parentUuid === undefined ? [from.uuid] : [from.uuid, from.parentUuid];
  const changes = [];
  for (const giver of givers)
    for (const right of await delegations.rights({ to: receivers, from: giver, resourceId }))
      changes.push(await changeJson(register, right, giver, resourceId));
  return changes;
}

async function receiver(register: Register, subject: Match): Promise<Subject | undefined> {
  if (subject.id === name.SYSTEM_USER)
    return isUuid(subject.value) ? { systemUser: subject.value.toLowerCase(), isUser: false } : undefined;
  if (!isNumber(subject.value)) return undefined;
  const ref: PartyRef | undefined =
    subject.id === name.USER_ID
      ? { userId: Number(subject.value) }
      : subject.id === name.PARTY_ID
        ? { partyId: Number(subject.value) }
        : undefined;
  const party = ref && (await register.party(ref));
  return party && { party, isUser: subject.id === name.USER_ID };
}

async function changeJson(
  register: Register,
  right: { readonly to: string; readonly action: string; readonly instanceId?: string },
  from: string,
  resourceId: string,
) {
  const [to, giver] = [await register.party({ uuid: right.to }), await register.party({ uuid: from })];
  return {
    delegationchangetype: 1,
    resourceid: resourceId,
    resourcetype: resourceId.startsWith('app_') ? 'AltinnApp' : 'ResourceRegistry',
    instanceid: right.instanceId ?? null,
    action: right.action,
    offeredbypartyid: giver?.partyId ?? null,
    fromuuid: from,
    fromuuidtype: giver?.type === 'person' ? 'urn:altinn:person:uuid' : 'urn:altinn:organization:uuid',
    coveredbypartyid: to && to.userId === undefined ? to.partyId : null,
    coveredbyuserid: to?.userId ?? null,
    touuid: right.to,
    touuidtype:
      to === undefined
        ? name.SYSTEM_USER
        : to.type === 'person'
          ? 'urn:altinn:person:uuid'
          : 'urn:altinn:organization:uuid',
  };
}
