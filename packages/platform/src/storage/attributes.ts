/** What a decision about an instance is asked with (altinn-instances.md 3.3 and 3.4). */
import type { AttributeInput } from '../authorization/index.ts';
import type { StoredInstance } from './model.ts';

/** What the decision is about; values come from the stored instance, never from the path. */
export function attributesOf(instance: StoredInstance): readonly AttributeInput[] {
  const [org = '', app = ''] = instance.appId.split('/');
  const { currentTask, endEvent } = instance.process;
  return [
    { id: 'urn:altinn:org', value: org },
    { id: 'urn:altinn:app', value: app },
    { id: 'urn:altinn:partyid', value: instance.instanceOwner.partyId },
    { id: 'urn:altinn:instance-id', value: instance.id },
    ...(currentTask ? [{ id: 'urn:altinn:task', value: currentTask.elementId }] : []),
    ...(!currentTask && endEvent ? [{ id: 'urn:altinn:end-event', value: endEvent }] : []),
  ];
}

/** The decision about a new instance has no instance yet. */
export const creationAttributes = (
  application: { readonly org: string; readonly app: string },
  partyId: string,
): readonly AttributeInput[] => [
  { id: 'urn:altinn:org', value: application.org },
  { id: 'urn:altinn:app', value: application.app },
  { id: 'urn:altinn:partyid', value: partyId },
];

/** What a decision is told of an instance that the PDP cannot look up yet. */
export const unstoredAttributes = (instance: StoredInstance): readonly AttributeInput[] =>
  attributesOf(instance).filter(({ id }) => id !== 'urn:altinn:instance-id');
