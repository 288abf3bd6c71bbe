import { randomUUID } from 'node:crypto';
import type { Caller } from '../callers/index.ts';
import type { InstanceEvent, ProcessState, StoredInstance } from './model.ts';
import { isStarted } from './process.ts';

/** Something that happened to an instance; `process` is the state that it tells of, where it is another than the one reached. */
export interface Happened {
  readonly type: string;
  readonly dataId?: string;
  readonly process?: ProcessState;
}

/** The events of what a caller has done, as they are stored (altinn-instances.md 7.3). */
export const eventsOf = (
  caller: Caller,
  instance: StoredInstance,
  happened: readonly Happened[],
  created: string,
): InstanceEvent[] =>
  happened.map(({ type, dataId, process = instance.process }) => ({
    id: randomUUID(),
    instanceId: instance.id,
    ...(dataId === undefined ? {} : { dataId }),
    created,
    eventType: type,
    instanceOwnerPartyId: instance.instanceOwner.partyId,
    user: userOf(caller),
    ...(isStarted(process) ? { processInfo: process } : {}),
  }));

function userOf({ authenticationLevel = 0, userId, systemUser, ...caller }: Caller): InstanceEvent['user'] {
  return {
    authenticationLevel,
    ...(userId === undefined ? {} : { userId }),
    ...(userId === undefined && !systemUser ? { orgId: caller.serviceOwner ?? caller.organization ?? '' } : {}),
    ...(systemUser
      ? { systemUserId: systemUser.id, systemUserOwnerOrgNo: systemUser.owner, systemUserName: systemUser.systemId }
      : {}),
  };
}
