import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { appResourceId, type CompiledPolicy } from '../resources/index.ts';
import { partyRefOf } from './owner-routes.ts';
import { policyRightsOf } from './rights.ts';
import { BASE, type DelegationsRoutesDeps, schema, whileThere } from './surface.ts';

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

/** `/app/{delegations,delegationcheck,delegationrevoke}/resource/{resourceId}/instance/{instanceId}`: apps give instances away (altinn-pdp.md 13.3). */
export function appRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const place = '/resource/:resourceId/instance/:instanceId';
  scope.get<{ Params: Place }>(
    `${BASE}/app/delegationcheck${place}`,
    { schema: schema('Which rights the app may hand out') },
    async (request) => {
      const asked = await askedBy(deps, request);
      const actions = [...new Set(policyRightsOf(asked.policy).map((right) => right.action.value))];
      return {
        ...placeJson(asked),
        rights: actions.map((action) => ({
          ...rightJson(asked, action),
          status: asked.own.has(action) ? 'Delegable' : 'NonDelegable',
        })),
      };
    },
  );
  for (const [path, verb] of [
    ['delegations', 'give'],
    ['delegationrevoke', 'take'],
  ] as const)
    scope.post<{ Params: Place }>(
      `${BASE}/app/${path}${place}`,
      { schema: schema(verb === 'give' ? 'Hand out an instance' : 'Take an instance back') },
      async (request, reply) => {
        const asked = await askedBy(deps, request);
        const { from, to, actions } = await bodyOf(deps, request.body);
        const passed = actions.filter((action) => asked.own.has(action));
        if (passed.length === 0)
          throw new HttpProblem(
            403,
            `no rule of ${asked.resourceId} with the subject ${DELEGATION_SUBJECT}:${asked.app} gives ${actions.join(', ').slice(0, 200)}`,
          );
        const setting = { to: to.uuid, from, by: from.uuid, ...asked, actions: passed };
        await whileThere(() =>
          deps.database.transaction(async (trx, announce) => {
            await (verb === 'give'
              ? deps.delegations.giveRights(trx, announce, setting)
              : deps.delegations.takeRights(trx, announce, setting));
          }),
        );
        const [done, not] = verb === 'give' ? ['Delegated', 'NotDelegated'] : ['Revoked', 'NotRevoked'];
        // What the app may not is told right by right: 206 when only a part was done.
        return reply.code(passed.length === actions.length ? 200 : 206).send({
          ...placeJson(asked),
          from: uuidJson(from),
          to: uuidJson(to),
          rights: actions.map((action) => ({
            ...rightJson(asked, action),
            status: asked.own.has(action) ? done : not,
          })),
        });
      },
    );
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

/** The app by its platform access token, and what the policy lets it hand out. @throws HttpProblem 401, 404 */
async function askedBy(deps: DelegationsRoutesDeps, request: FastifyRequest<{ Params: Place }>): Promise<Asked> {
  const app = appOf(deps, request.headers['platformaccesstoken']);
  const { resourceId, instanceId } = request.params;
  if (instanceId.length > MAX_INSTANCE)
    throw new HttpProblem(400, `the instance id has more than ${MAX_INSTANCE} characters`);
  const policy = await deps.resources.policy(resourceId);
  if (!policy) throw new HttpProblem(404, `there is no resource "${resourceId.slice(0, 200)}" with a policy`);
  const own = policyRightsOf(policy).filter((right) =>
    right.subjects.some(
      ({ subjectAttributes: [one, ...more] }) =>
        more.length === 0 && one?.type === DELEGATION_SUBJECT && one.value === app,
    ),
  );
  return { app, policy, resourceId, instanceId, own: new Set(own.map((right) => right.action.value)) };
}

function appOf({ verifyPlatformAccess }: DelegationsRoutesDeps, header: string | string[] | undefined): string {
  if (header === undefined || !verifyPlatformAccess)
    throw new HttpProblem(401, "send the app's access token in the header PlatformAccessToken");
  let from: { readonly issuer: string; readonly app: string };
  try {
    from = verifyPlatformAccess(header);
  } catch (error) {
    throw new HttpProblem(401, error instanceof Error ? error.message : 'the PlatformAccessToken is not valid');
  }
  return appResourceId(from.issuer, from.app);
}

/** `{from, to, rights}`. @throws HttpProblem 400, 404 */
async function bodyOf({ register }: DelegationsRoutesDeps, body: unknown) {
  const { from, to, rights } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const party = async (value: unknown, name: string): Promise<Party> => {
    const found = await register.party(partyRefOf(value, name));
    if (!found || found.isDeleted) throw new HttpProblem(404, `the register has no such party as ${name}`);
    return found;
  };
  if (!Array.isArray(rights) || rights.length === 0 || rights.length > MAX_RIGHTS)
    throw new HttpProblem(400, `rights must be a list of one to ${MAX_RIGHTS}`);
  const actions = rights.map((right: unknown) => {
    const action = (right as { action?: unknown } | null)?.action;
    const value = typeof action === 'string' ? action : (action as { value?: unknown } | null | undefined)?.value;
    if (typeof value !== 'string' || value === '' || value.length > MAX_INSTANCE)
      throw new HttpProblem(400, 'each of rights must have {"action": {"type": …, "value": …}}');
    return value;
  });
  const [giver, receiver] = [await party(from, 'from'), await party(to, 'to')];
  if (giver.uuid === receiver.uuid) throw new HttpProblem(400, 'from and to are the same party');
  return { from: giver, to: receiver, actions: [...new Set(actions)] };
}
