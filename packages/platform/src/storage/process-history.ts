import type { InstanceEvent } from './model.ts';

/** One element of the process: an event, or a task with when it began and ended (altinn-instances.md 7.3). */
export interface ProcessHistoryItem {
  eventType: string;
  elementId?: string;
  occured?: string;
  started?: string;
  ended?: string;
  performedBy: string;
}

/**
 * The history that Storage makes of an instance's events. A task is one item, written when it began and completed when it ended; one that is
 * entered again begins anew in the same item; one that is abandoned has no end.
 * @param events in the order in which they were stored
 */
export function processHistory(events: readonly InstanceEvent[]): ProcessHistoryItem[] {
  const history: ProcessHistoryItem[] = [];
  const add = (event: InstanceEvent, elementId: string | undefined, members: Partial<ProcessHistoryItem>) =>
    history.push({
      eventType: event.eventType,
      ...(elementId === undefined ? {} : { elementId }),
      ...members,
      performedBy: performer(event),
    });
  for (const event of events) {
    const { created, processInfo: process = {} } = event;
    const task = process.currentTask?.elementId;
    const known = task === undefined ? undefined : history.find((item) => item.elementId === task);
    switch (event.eventType) {
      case 'process_StartEvent':
        add(event, process.startEvent, { occured: process.started ?? created });
        break;
      case 'process_EndEvent':
        add(event, process.endEvent, { occured: process.ended ?? created });
        break;
      case 'process_StartTask':
        if (known) known.started = created;
        // The process's start, not the task's: so it is in Storage.
        else add(event, task, { started: process.started ?? created, occured: process.started ?? created });
        break;
      case 'process_EndTask':
        if (known) known.ended = created;
        else add(event, task, { ended: process.ended ?? created, occured: process.ended ?? created });
        break;
    }
  }
  return history;
}

/** Who acted. A person is told by user id: live gives the person number, which stands in the instance only (altinn-instances.md 12, line 76). */
function performer({ user }: InstanceEvent): string {
  return user.orgId || user.systemUserOwnerOrgNo || (user.userId === undefined ? '' : String(user.userId));
}
