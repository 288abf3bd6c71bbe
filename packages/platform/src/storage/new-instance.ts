import { randomUUID } from 'node:crypto';
import type { Caller } from '../callers/index.ts';
import type { Party } from '../register/index.ts';
import type { Application } from '../resources/index.ts';
import { actorId } from './access.ts';
import type { InstanceTemplate, StoredInstance } from './model.ts';

/** What a new instance is made from. */
export interface NewInstance {
  readonly application: Application;
  readonly party: Party;
  readonly template: InstanceTemplate;
  readonly now: string;
}

/** A new instance of the party, not stored yet. What the template leaves out is as it is by default. */
export function newInstance(caller: Caller, { application, party, template, now }: NewInstance): StoredInstance {
  const actor = actorId(caller);
  const { dueBefore, visibleAfter, status, process, dataValues } = template;
  return {
    id: `${party.partyId}/${randomUUID()}`,
    instanceOwner: {
      partyId: String(party.partyId),
      ...(party.personNumber === undefined ? {} : { personNumber: party.personNumber }),
      ...(party.organizationNumber === undefined ? {} : { organisationNumber: party.organizationNumber }),
    },
    appId: `${application.org}/${application.app}`,
    org: application.org,
    ...(dueBefore === undefined ? {} : { dueBefore }),
    visibleAfter: visibleAfter ?? now,
    process: process ?? {},
    status: { isArchived: false, isSoftDeleted: false, isHardDeleted: false, readStatus: 'Unread', ...status },
    ...(dataValues === undefined ? {} : { dataValues }),
    created: now,
    createdBy: actor,
    lastChanged: now,
    lastChangedBy: actor,
  };
}
