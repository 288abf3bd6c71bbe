import type { InstanceInfo } from '../authorization/index.ts';
import type { Database } from '../database/index.ts';
import { findInstance } from './store.ts';

/** What the PDP's context handler asks of an instance: app, party, task (altinn-pdp.md 7.1 line 2). */
export async function findInstanceInfo(database: Database, guid: string): Promise<InstanceInfo | undefined> {
  const row = await findInstance(database.db, guid.toLowerCase());
  if (!row) return undefined;
  const [org = '', app = ''] = row.instance.appId.split('/');
  const { currentTask, endEvent } = row.instance.process;
  return {
    org,
    app,
    partyId: Number(row.instance.instanceOwner.partyId),
    ...(currentTask ? { task: currentTask.elementId } : {}),
    ...(endEvent === undefined ? {} : { endEvent }),
  };
}
