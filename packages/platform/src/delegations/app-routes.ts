import { attributeIds as ids } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { resourceAttributes } from '../resources/index.ts';
import type { AppGift, AppRight } from './app-instances.ts';
import { type AppWish, sameRight, wishIn } from './app-wish.ts';
import { pageOf } from './client-views.ts';
import { Faults } from './problems.ts';
import { refuse } from './refusals.ts';
import { policyRightsOf, requireShort } from './rights.ts';
import { AppCheck, AppDelegation, AppDelegations, AppRevocation, AppRevocations, AppWish as Wish } from './schemas.ts';
import { BASE, type DelegationsRoutesDeps, type DelegationsSurface } from './surface.ts';
import type { RightPart } from './types.ts';

/** The subject of the rules that let an app hand out instances (altinn-pdp.md 4). */
const DELEGATION_SUBJECT = 'urn:altinn:resource:delegation';
/** Of so many receivers everything is taken at once; of more, one after another (access-management.md 5). */
const MAX_TAKEN = 10;

interface Place {
  readonly resourceId: string;
  readonly instanceId: string;
}

/** What an app may do with an instance of a resource. */
interface Asked extends Place {
  readonly app: string;
  /** What the policy lets the app hand out; undefined without a policy. */
  readonly own: readonly AppRight[] | undefined;
  /** The registry knows the resource, with or without a policy. */
  readonly isKnown: boolean;
}

const APP = { who: 'platform', scopes: [] } as const;
const PLACE = '/resource/:resourceId/instance/:instanceId';

/** `/app/{delegations,delegationcheck,delegationrevoke}/resource/{resourceId}/instance/{instanceId}`: apps give instances away (access-management.md 5). */
export function appRoutes(doors: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  readRoutes(doors, deps);
  giveRoute(doors, deps);
  takeRoutes(doors, deps);
}

function readRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/app/delegationcheck${PLACE}`,
    operationId: 'checkAppDelegation',
    summary: 'Which rights the app may hand out',
    access: APP,
    answers: { 200: { description: 'Those that it may', schema: AppCheck } },
    async handle({ params, caller }) {
      const asked = await askedBy(deps, caller, params);
      const faults = new Faults();
      mustHavePolicy(faults, asked, BODY_RESOURCE);
      faults.check();
      return pageOf((asked.own ?? []).map((right) => checkJson(asked, right)));
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/app/delegations${PLACE}`,
    operationId: 'listAppDelegations',
    summary: 'What apps have handed out of an instance',
    access: APP,
    answers: { 200: { description: 'By receiver', schema: AppDelegations } },
    async handle({ params, caller }) {
      const asked = await askedBy(deps, caller, params);
      const faults = new Faults();
      mustHandOut(faults, asked, 'request.Resource');
      faults.check();
      const gifts = await deps.delegations.appInstances.list(asked.resourceId, asked.instanceId);
      mustBeOfOne(gifts);
      return pageOf(gifts.map((gift) => givenJson(gift, 'Delegated')));
    },
  });
}

function giveRoute({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'POST',
    path: `${BASE}/app/delegations${PLACE}`,
    operationId: 'handOutInstance',
    summary: 'Hand out an instance',
    access: APP,
    body: BODY,
    answers: {
      200: { description: 'All of it is given', schema: AppDelegation },
      206: { description: 'What the app may is given; the rest is told right by right', schema: AppDelegation },
    },
    refusals: [404],
    handle: async ({ params, body, caller }, reply) => {
      const asked = await askedBy(deps, caller, params);
      const { gift, may } = await giftOf(deps, asked, body);
      await deps.database.transaction((trx, announce) =>
        deps.delegations.appInstances.give(trx, announce, asked.app, gift),
      );
      return reply
        .code(may.every(Boolean) ? 200 : 206)
        .send(doneJson(asked, body, (index) => (may[index] ? 'Delegated' : 'NotDelegated')));
    },
  });
}

function takeRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  const path = `${BASE}/app/delegationrevoke${PLACE}` as const;
  const { database, delegations } = deps;
  route({
    method: 'POST',
    path,
    operationId: 'takeInstanceBack',
    summary: 'Take rights on an instance back',
    access: APP,
    body: BODY,
    answers: {
      200: { description: 'All of it is taken', schema: AppRevocation },
      206: { description: 'What the app may is taken; the rest is told right by right', schema: AppRevocation },
    },
    handle: async ({ params, body, caller }, reply) => {
      const asked = await askedBy(deps, caller, params);
      const { gift, may } = await giftOf(deps, asked, body);
      await database.transaction((trx, announce) => delegations.appInstances.take(trx, announce, gift));
      return reply
        .code(may.every(Boolean) ? 200 : 206)
        .send(doneJson(asked, body, (index) => (may[index] ? 'Revoked' : 'NotRevoked')));
    },
  });
  route({
    method: 'DELETE',
    path,
    operationId: 'takeWholeInstanceBack',
    summary: 'Take back everything that apps have handed out of an instance',
    access: APP,
    answers: { 200: { description: 'What was taken, by receiver', schema: AppRevocations } },
    async handle({ params, caller }) {
      const asked = await askedBy(deps, caller, params);
      const faults = new Faults();
      mustHavePolicy(faults, asked, 'ResourceId');
      faults.check();
      const taken = await database.transaction(async (trx, announce) => {
        const gifts = await delegations.appInstances.list(asked.resourceId, asked.instanceId, trx);
        mustBeOfOne(gifts);
        const revocable = gifts.map((gift) => ({
          ...gift,
          rights: gift.rights.filter((one) => mayHandOut(asked, one)),
        }));
        const some = revocable.filter((gift) => gift.rights.length > 0);
        if (gifts.length > 0 && some.length === 0) faults.add('rights-missing', 'ResourceId');
        if (some.length > MAX_TAKEN) faults.add('too-many-policies', 'InstanceId');
        faults.check();
        for (const gift of some) await delegations.appInstances.take(trx, announce, gift);
        return some;
      });
      return pageOf(taken.map((gift) => givenJson(gift, 'Revoked')));
    },
  });
}

const BODY = { schema: Wish, read: wishIn };
const BODY_RESOURCE = 'appInstanceDelegationRequest.Resource';

const mayHandOut = ({ own }: Asked, right: AppRight): boolean => own?.some((mine) => sameRight(mine, right)) ?? false;

function mustHavePolicy(faults: Faults, { own, isKnown }: Asked, path: string): void {
  if (own !== undefined) return;
  faults.add(isKnown ? 'policy-missing' : 'resource-invalid', path);
}

function mustHandOut(faults: Faults, asked: Asked, path: string): void {
  mustHavePolicy(faults, asked, path);
  if ((asked.own ?? []).length === 0 && (asked.own !== undefined || asked.isKnown)) faults.add('rights-missing', path);
}

/** An instance is one party's: ids that two have given with the same end are no id. @throws Refusal 400 */
function mustBeOfOne(gifts: readonly AppGift[]): void {
  const faults = new Faults();
  if (new Set(gifts.map((gift) => gift.from)).size > 1) faults.add('instance-owners', 'request.InstanceId');
  faults.check();
}

/** What is asked for as the app may do it, and right by right whether it may. @throws Refusal 400 */
async function giftOf(
  deps: DelegationsRoutesDeps,
  asked: Asked,
  wish: AppWish,
): Promise<{ readonly gift: AppGift; readonly may: readonly boolean[] }> {
  const faults = new Faults();
  const [from, to] = [await partyOf(deps, wish.from), await partyOf(deps, wish.to)];
  if (!from) faults.add('party-urn-invalid', 'From');
  if (!to) faults.add('party-urn-invalid', 'To');
  for (const [index, { resourceId }] of wish.rights.entries())
    if (resourceId !== asked.resourceId) faults.add('resource-invalid', `Rights[${index}]/Resource`);
  mustHandOut(faults, asked, BODY_RESOURCE);
  faults.check();
  if (!from || !to || from.uuid === to.uuid) throw refuse('same-party', 'from and to are the same party');
  const may = wish.rights.map((one) => mayHandOut(asked, one));
  const { resourceId, instanceId } = asked;
  const rights = wish.rights.filter((_, index) => may[index]);
  return { gift: { from: from.uuid, to: to.uuid, resourceId, instanceId, rights }, may };
}

async function partyOf({ register }: DelegationsRoutesDeps, ref: AppWish['from']): Promise<Party | undefined> {
  const found = ref && (await register.party(ref));
  return found?.isDeleted ? undefined : found;
}

/** @throws Refusal 400 */
async function askedBy(deps: DelegationsRoutesDeps, app: string, { resourceId, instanceId }: Place): Promise<Asked> {
  requireShort(instanceId);
  const policy = await deps.resources.policy(resourceId);
  const isKnown = policy !== undefined || (await deps.resources.resource(resourceId)) !== undefined;
  if (!policy) return { app, resourceId, instanceId, own: undefined, isKnown };
  const naming = new Set([ids.RESOURCE_ID, ...resourceAttributes(resourceId).map((one) => one.id)]);
  const own = policyRightsOf(policy)
    .filter((right) =>
      right.subjects.some(
        ({ subjectAttributes: [one, ...more] }) =>
          more.length === 0 && one?.type === DELEGATION_SUBJECT && one.value === app,
      ),
    )
    .map(({ action, resource }) => ({
      action: action.value,
      part: resource.filter((one) => !naming.has(one.type)).map(({ type, value }) => ({ type, value })),
    }));
  return { app, resourceId, instanceId, own, isKnown };
}

const uuidJson = (value: string) => ({ type: ids.PARTY_UUID, value });
const rightJson = (resourceId: string, { action, part }: AppRight) => ({
  resource: [{ type: ids.RESOURCE_ID, value: resourceId }, ...part],
  action: { type: ids.ACTION_ID, value: action },
});

function checkJson({ resourceId }: Place, right: AppRight) {
  const { resource, action } = rightJson(resourceId, right);
  const inOrder: readonly RightPart[] = resource.toSorted((a, b) => (a.type < b.type ? -1 : 1));
  return {
    rightKey: `${inOrder.map((one) => one.value).join(',')}:${action.value}`,
    resource,
    action,
    status: 'Delegable',
  };
}

const givenJson = ({ from, to, resourceId, instanceId, rights }: AppGift, status: string) => ({
  from: uuidJson(from),
  to: uuidJson(to),
  resourceId,
  instanceId,
  rights: rights.map((right) => ({ ...rightJson(resourceId, right), status })),
});

/** As it was sent, with what came of each right. */
const doneJson = ({ resourceId, instanceId }: Place, wish: AppWish, status: (index: number) => string) => ({
  from: wish.sent.from,
  to: wish.sent.to,
  resourceId,
  instanceId,
  rights: wish.rights.map(({ sent, action }, index) => ({
    resource: sent,
    action: { type: ids.ACTION_ID, value: action },
    status: status(index),
  })),
});
