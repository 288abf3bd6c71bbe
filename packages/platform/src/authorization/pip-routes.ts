import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { HeldRole, PartyRef, Register } from '../register/index.ts';
import type { Subject } from './context.ts';
import { resourceIdOf } from './delegation-rules.ts';
import { type InternalDeps, internalOnly, type Match, MatchShape, type Query } from './internal.ts';
import * as name from './names.ts';
import { recipients } from './subject-attributes.ts';

function uuidParameter(request: FastifyRequest<Query>, parameter: 'from' | 'to'): string {
  const value = request.query[parameter];
  if (value === undefined || !isUuid(value))
    throw new HttpProblem(400, undefined, {
      errors: { [parameter]: [`"${String(value).slice(0, 60)}" is not a UUID`] },
    });
  return value.toLowerCase();
}

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

const ChangesBody = Type.Object({
  subject: MatchShape,
  party: MatchShape,
  resource: Type.Array(MatchShape, { minItems: 1, maxItems: 20 }),
});

/** `/accessmanagement/api/v1/policyinformation/…` (altinn-pdp.md 13.2). */
export function pipRoutes(scope: FastifyInstance, deps: InternalDeps): void {
  const base = '/accessmanagement/api/v1/policyinformation';
  const { register, delegations } = deps.authorization.lookups;
  const onRequest = internalOnly(deps);
  const schema = (summary: string) => ({ tags: ['policy information'], summary });
  scope.get<Query>(
    `${base}/accesspackages`,
    { onRequest, schema: schema('Packages that `to` holds for `from`') },
    async (request) => packagesOf(deps, uuidParameter(request, 'to'), uuidParameter(request, 'from')),
  );
  scope.get<Query>(
    `${base}/roles-and-accesspackages`,
    { onRequest, schema: schema('Roles and packages of `to` for `from`') },
    async (request) => {
      const [to, from] = [uuidParameter(request, 'to'), uuidParameter(request, 'from')];
      const [holder, of] = [await register.party({ uuid: to }), await register.party({ uuid: from })];
      const roles = holder && of ? await register.roles(holder, of) : [];
      return { roles: roleUrns(roles), accessPackages: await packagesOf(deps, to, from) };
    },
  );
  scope.post<{ Body: { subject: Match; party: Match; resource: Match[] } }>(
    `${base}/getdelegationchanges`,
    { onRequest, schema: { ...schema('Delegations of a resource from a party to a subject'), body: ChangesBody } },
    async (request) => {
      const { subject, party, resource } = request.body;
      const from =
        party.id === name.PARTY_ID && /^\d{1,15}$/.test(party.value)
          ? await register.party({ partyId: Number(party.value) })
          : undefined;
      const to = await receiver(register, subject);
      const resourceId = resourceIdOf(resource);
      if (!from || !to || resourceId === undefined)
        throw new HttpProblem(
          400,
          'give a known party as urn:altinn:partyid, a subject as urn:altinn:userid, urn:altinn:partyid or urn:altinn:systemuser:uuid, and a resource',
        );
      const receivers = await recipients(to, register);
      const givers = from.parentUuid === undefined ? [from.uuid] : [from.uuid, from.parentUuid];
      const changes = [];
      for (const giver of givers)
        for (const right of await delegations.rights({ to: receivers, from: giver, resourceId }))
          changes.push(await changeJson(register, right, giver, resourceId));
      return changes;
    },
  );
}

async function receiver(register: Register, subject: Match): Promise<Subject | undefined> {
  if (subject.id === name.SYSTEM_USER)
    return isUuid(subject.value) ? { systemUser: subject.value.toLowerCase(), isUser: false } : undefined;
  if (!/^\d{1,15}$/.test(subject.value)) return undefined;
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
