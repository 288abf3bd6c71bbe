import { PORTAL_API } from './asked-routes.ts';
import { Binder, uuid } from './binding.ts';
import { InternalUser, PartyNumber, UserTitle, Uuid } from './schemas.ts';
import { AM_WRITE, approverOf, type SystemsRoutesDeps, type UserSurface } from './surface.ts';

const ONE = `${PORTAL_API}/systemusers/:party/:systemUserId` as const;
const BY_ID = { party: PartyNumber, systemUserId: Uuid } as const;
const ANSWER = { 200: { description: 'The system user as it is now', schema: InternalUser } };

/** @throws Refusal shape C */
function bindTitle(body: unknown): string {
  const binder = new Binder(body);
  const title = binder.required('integrationTitle');
  binder.finish();
  return title;
}

/** What the owner of a system user does with it in the portal, and Altinn's API has no operation for. */
export function ownerRoutes({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  route({
    method: 'PUT',
    path: ONE,
    operationId: 'renameSystemUser',
    summary: 'Give a system user another name',
    access: AM_WRITE,
    params: BY_ID,
    body: { schema: UserTitle, example: { integrationTitle: 'Lønn' }, read: bindTitle },
    answers: ANSWER,
    refusals: [404],
    handle: async ({ caller: { party }, params, body }) =>
      users.describe(await users.rename(uuid(params.systemUserId, 'systemUserId'), party, body)),
  });
  route({
    method: 'POST',
    path: `${ONE}/all`,
    operationId: 'giveSystemUserAll',
    summary: 'Give a system user all that its system asks for now',
    access: AM_WRITE,
    params: BY_ID,
    answers: ANSWER,
    refusals: [404],
    handle: async ({ caller, params }) =>
      users.describe(await users.giveAll(uuid(params.systemUserId, 'systemUserId'), approverOf(caller))),
  });
}
