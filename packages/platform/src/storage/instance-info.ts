import type { InstanceInfo } from '../authorization/index.ts';
import type { Database } from '../database/index.ts';
import type { StoredInstance } from './model.ts';
import { findInstances } from './store.ts';

/** Instances that are asked about at one moment. */
interface Group {
  readonly guids: Set<string>;
  readonly found: Promise<ReadonlyMap<string, InstanceInfo>>;
}

/**
 * What the PDP's context handler asks of an instance: app, party, task (altinn-pdp.md 7.1 line 2). All that is asked for at one moment is one
 * statement: a list asks for as many as it has rows.
 */
export function instanceInfos({ db }: Database): (guid: string) => Promise<InstanceInfo | undefined> {
  let group: Group | undefined;
  const begun = (): Group => {
    const guids = new Set<string>();
    const find = async () => {
      group = undefined;
      return new Map((await findInstances(db, [...guids])).map((row) => [row.guid, infoOf(row.instance)]));
    };
    return { guids, found: Promise.resolve().then(find) };
  };
  return async (guid) => {
    const key = guid.toLowerCase();
    group ??= begun();
    group.guids.add(key);
    return (await group.found).get(key);
  };
}

function infoOf({ appId, process, instanceOwner }: StoredInstance): InstanceInfo {
  const [org = '', app = ''] = appId.split('/');
  const { currentTask, endEvent } = process;
  return {
    org,
    app,
    partyId: Number(instanceOwner.partyId),
    ...(currentTask ? { task: currentTask.elementId } : {}),
    ...(endEvent === undefined ? {} : { endEvent }),
  };
}
