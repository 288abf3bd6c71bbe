/** Approving a request: what is asked for is given, and the request is answered, at once or not at all (access-management.md 3). */
import type { Party } from '../register/index.ts';
import type { RequestRow } from './access-requests.ts';
import { fault } from './problems.ts';
import { refuse } from './refusals.ts';
import { checkMove } from './request-rules.ts';
import { RIGHTHOLDER } from './role-names.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

const MAIN_ADMINISTRATION = 'altinn_access_management_hovedadmin';

/** @throws Refusal 400 for what stands otherwise, 403 when the person has nothing to give */
export async function approve(
  deps: DelegationsRoutesDeps,
  row: RequestRow,
  person: Party,
  party: Party,
): Promise<RequestRow> {
  const { register, delegations } = deps;
  if (row.to_uuid !== party.uuid) return fault('request-of-other', []);
  if (row.from_uuid === person.uuid && !(await deps.mayUse(person, MAIN_ADMINISTRATION, 'write', party)))
    return fault('request-self', []);
  checkMove(row, party.uuid, 'Approved');
  const from = await register.party({ uuid: row.from_uuid });
  if (!from || from.isDeleted) return fault('entity-unknown', '/from');
  const rights = row.kind === 'resource' ? await rightsOf(deps, row, person, party) : [];
  if (row.kind === 'package') await checkPackage(deps, row, person, party);
  const moved = await delegations.requests.move(row, 'Approved', person.uuid, async (trx, announce) => {
    await register.giveRoles(trx, announce, [{ holder: from.uuid, role: RIGHTHOLDER, of: party.uuid }]);
    const grant = { to: from.uuid, from: party, by: person.uuid };
    if (row.kind === 'package')
      await delegations.grantPlanned(trx, announce, { ...grant, rights: [], packages: [row.item] });
    else await delegations.giveRights(trx, announce, { ...grant, resourceId: row.item, actions: rights });
  });
  if (moved) return moved;
  // Somebody was faster: nothing is given twice, and the refusal is of the status that stands now.
  checkMove((await delegations.requests.find(row.id)) ?? row, party.uuid, 'Approved');
  return fault('request-status', '$QUERY/party');
}

async function checkPackage(
  { delegations }: DelegationsRoutesDeps,
  row: RequestRow,
  person: Party,
  party: Party,
): Promise<void> {
  const plan = await delegations.plan(person, party, { resources: [], packages: [row.item] });
  if ('code' in plan)
    fault('not-authorized', 'QUERY/packageId', {
      packages: `User is not allowed to assign the following package(s) '${row.item}'.`,
    });
}

/** All that the person may give on the resource. */
async function rightsOf(
  { delegations }: DelegationsRoutesDeps,
  row: RequestRow,
  person: Party,
  party: Party,
): Promise<readonly string[]> {
  const rights = await delegations.passable(person, party, row.item);
  const actions = 'code' in rights ? [] : rights.filter((one) => one.permitted).map((one) => one.action);
  if (actions.length === 0) throw refuse('nothing-to-give', `the person has nothing on ${row.item} to give`);
  return [...new Set(actions)];
}
