import type { Party, PartyRef } from '../register/index.ts';
import type { CompiledPolicy } from '../resources/index.ts';
import { partyRefOf } from './owner-routes.ts';
import { refuse } from './refusals.ts';
import { policyRightsOf } from './rights.ts';
import { AppCheck, AppDone, AppWish } from './schemas.ts';
import { BASE, type DelegationsRoutesDeps, type DelegationsSurface } from './surface.ts';

/** The subject of the rules that let an app hand out instances (altinn-pdp.md 4). */
const DELEGATION_SUBJECT = 'urn:altinn:resource:delegation';
const MAX_RIGHTS = 100;
const MAX_INSTANCE = 200;

interface Place {
  readonly resourceId: string;
  readonly instanceId: string;
}

/** What an app asks for: whose instance, and which app it is. */
interface Asked extends Place {
  readonly app: string;
  readonly policy: CompiledPolicy;
  /** Actions that the policy lets the app hand out. */
  readonly own: ReadonlySet<string>;
}

const APP = { who: 'platform', scopes: [] } as const;
const PLACE = '/resource/:resourceId/instance/:instanceId';

/** `/app/{delegations,delegationcheck,delegationrevoke}/resource/{resourceId}/instance/{instanceId}`: apps give instances away (altinn-pdp.md 13.3). */
export function appRoutes(doors: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  checkRoute(doors, deps);
  doors.route({
    method: 'POST',
    path: `${BASE}/app/delegations${PLACE}`,
    operationId: 'handOutInstance',
    summary: 'Hand out an instance',
    ...CHANGE,
    handle: async ({ params, body, caller }, reply) => {
      const { all, done } = await change(deps, await askedBy(deps, caller, params), body, 'give');
      return reply.code(all ? 200 : 206).send(done);
    },
  });
  doors.route({
    method: 'POST',
    path: `${BASE}/app/delegationrevoke${PLACE}`,
    operationId: 'takeInstanceBack',
    summary: 'Take an instance back',
    ...CHANGE,
    handle: async ({ params, body, caller }, reply) => {
      const { all, done } = await change(deps, await askedBy(deps, caller, params), body, 'take');
      return reply.code(all ? 200 : 206).send(done);
    },
  });
}

function checkRoute({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/app/delegationcheck${PLACE}`,
    operationId: 'checkAppDelegation',
    summary: 'Which rights the app may hand out',
    access: APP,
    answers: { 200: { description: 'Right by right', schema: AppCheck } },
    refusals: [404],
    async handle({ params, caller }) {
      const asked = await askedBy(deps, caller, params);
      const actions = [...new Set(policyRightsOf(asked.policy).map((right) => right.action.value))];
      return {
        ...placeJson(asked),
        rights: actions.map((action) => ({
          ...rightJson(asked, action),
          status: asked.own.has(action) ? 'Delegable' : 'NonDelegable',
        })),
      };
    },
  });
}

/** @returns whether all was done that was asked for, and right by right what was */
async function change(deps: DelegationsRoutesDeps, asked: Asked, wish: Wish, verb: 'give' | 'take') {
  const { actions } = wish;
  const from = await partyOf(deps, wish.from, 'from');
  const to = await partyOf(deps, wish.to, 'to');
  if (from.uuid === to.uuid) throw refuse('same-party', 'from and to are the same party');
  const passed = actions.filter((action) => asked.own.has(action));
  if (passed.length === 0)
    throw refuse(
      'rule-missing',
      `no rule of ${asked.resourceId} with the subject ${DELEGATION_SUBJECT}:${asked.app} gives ${actions.join(', ').slice(0, 200)}`,
    );
  const setting = { to: to.uuid, from, by: from.uuid, ...asked, actions: passed };
  await deps.database.transaction(async (trx, announce) => {
    await (verb === 'give'
      ? deps.delegations.giveRights(trx, announce, setting)
      : deps.delegations.takeRights(trx, announce, setting));
  });
  const [done, not] = verb === 'give' ? ['Delegated', 'NotDelegated'] : ['Revoked', 'NotRevoked'];
  return {
    all: passed.length === actions.length,
    done: {
      ...placeJson(asked),
      from: uuidJson(from),
      to: uuidJson(to),
      rights: actions.map((action) => ({ ...rightJson(asked, action), status: asked.own.has(action) ? done : not })),
    },
  };
}

const placeJson = ({ resourceId, instanceId }: Place) => ({
  resourceId,
  instanceId,
  instanceDelegationMode: 'Normal',
});
const rightJson = ({ resourceId }: Place, action: string) => ({
  resource: [{ type: 'urn:altinn:resource', value: resourceId }],
  action: { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: action },
});
const uuidJson = (party: Party) => ({ type: 'urn:altinn:party:uuid', value: party.uuid });

/** What the policy lets the app hand out. @throws Refusal 400, 404 */
async function askedBy(deps: DelegationsRoutesDeps, app: string, { resourceId, instanceId }: Place): Promise<Asked> {
  if (instanceId.length > MAX_INSTANCE)
    throw refuse('instance-too-long', `the instance id has more than ${MAX_INSTANCE} characters`);
  const policy = await deps.resources.policy(resourceId);
  if (!policy) throw refuse('resource-unknown', `there is no resource "${resourceId.slice(0, 200)}" with a policy`);
  const own = policyRightsOf(policy).filter((right) =>
    right.subjects.some(
      ({ subjectAttributes: [one, ...more] }) =>
        more.length === 0 && one?.type === DELEGATION_SUBJECT && one.value === app,
    ),
  );
  return { app, policy, resourceId, instanceId, own: new Set(own.map((right) => right.action.value)) };
}

async function partyOf({ register }: DelegationsRoutesDeps, ref: PartyRef, name: string): Promise<Party> {
  const found = await register.party(ref);
  if (!found || found.isDeleted) throw refuse('party-unknown', `the register has no such party as ${name}`);
  return found;
}

/** Which actions, from whom and to whom. */
interface Wish {
  readonly from: PartyRef;
  readonly to: PartyRef;
  readonly actions: readonly string[];
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** `{from, to, rights}`. @throws Refusal 400 */
function wishIn(body: unknown): Wish {
  const rights = member(body, 'rights');
  if (!Array.isArray(rights) || rights.length === 0 || rights.length > MAX_RIGHTS)
    throw refuse('rights-malformed', `rights must be a list of one to ${MAX_RIGHTS}`);
  const actions = rights.map((right: unknown) => {
    const action = member(right, 'action');
    const value = typeof action === 'string' ? action : member(action, 'value');
    if (typeof value !== 'string' || value === '' || value.length > MAX_INSTANCE)
      throw refuse('rights-malformed', 'each of rights must have {"action": {"type": …, "value": …}}');
    return value;
  });
  const from = partyRefOf(member(body, 'from'), 'from');
  const to = partyRefOf(member(body, 'to'), 'to');
  return { from, to, actions: [...new Set(actions)] };
}

const CHANGE = {
  access: APP,
  body: { schema: AppWish, read: wishIn },
  answers: {
    200: { description: 'All of it is done', schema: AppDone },
    206: { description: 'What the app may is done; the rest is told right by right', schema: AppDone },
  },
  refusals: [404],
} as const;
