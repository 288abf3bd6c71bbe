/** Who gets something over a connection: whom the query names, or the body (access-management.md 6.4). */
import { uuidOfText } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { type Asked, mayBeNamed } from './connection-query.ts';
import { memberOf } from './members.ts';
import { personNamed } from './persons.ts';
import { Faults, fault } from './problems.ts';
import { refuse } from './refusals.ts';
import { RIGHTHOLDER } from './role-names.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

/** Makes the receiver rightholder, if it is none. @throws Refusal 400 for oneself */
export async function addRightholder({ database, register }: DelegationsRoutesDeps, from: Party, to: Party) {
  if (from.uuid === to.uuid) throw refuse('same-party', 'a party is no rightholder of itself');
  if (from.isDeleted) fault('entity-unknown', 'QUERY/from', { from: 'It is deleted, and gives nothing any more.' });
  await database.transaction((trx, announce) =>
    register.giveRoles(trx, announce, [{ holder: to.uuid, role: RIGHTHOLDER, of: from.uuid }]),
  );
  const roleId = register.catalogue.role(RIGHTHOLDER)?.id ?? '';
  return { id: rightholderId(from.uuid, to.uuid), roleId, fromId: from.uuid, toId: to.uuid };
}

/** UUID of the assignment that makes one rightholder of the other. */
export const rightholderId = (from: string, to: string): string => uuidOfText(`rightholder:${from}:${to}`);

/**
 * Whom the query names, or the body by number and last name: a person who is no connection yet is named by both, so that numbers cannot be
 * tried out. @throws Refusal 400
 */
export async function receiverOf(
  deps: DelegationsRoutesDeps,
  { actor, party, to }: Pick<Asked, 'actor' | 'party' | 'to'>,
  body: unknown,
): Promise<Party> {
  if (to !== undefined) {
    const found = to === party.uuid ? party : await deps.register.party({ uuid: to });
    if (!found || found.isDeleted || !(found.uuid === party.uuid || (await mayBeNamed(deps, party, found))))
      return fault('entity-unknown', 'QUERY/to', { to: `Cannot find any parties with uuid '${to}'.` });
    return found;
  }
  if (typeof body !== 'object' || body === null)
    return fault('required', ['QUERY/to', '/PersonIdentifier', '/LastName'], {
      params: "Either 'QUERY/to' must be set or '/PersonIdentifier' and '/LastName'.",
    });
  const [personIdentifier, lastName] = [memberOf(body, 'personIdentifier'), memberOf(body, 'lastName')];
  const faults = new Faults();
  const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
  if (!isText(personIdentifier)) faults.add('required', '/PersonIdentifier');
  if (!isText(lastName)) faults.add('required', '/LastName');
  faults.check();
  if (!isText(personIdentifier) || !isText(lastName)) return fault('required', '/LastName');
  const person = await personNamed(deps, actor.uuid, { personIdentifier, lastName });
  return (
    person ??
    fault('person-unknown', ['/PersonIdentifier', '/LastName'], { personInput: 'PersonInput details must match' })
  );
}
