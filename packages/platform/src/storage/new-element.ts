import type { Readable } from 'node:stream';
import type { Caller } from '../callers/index.ts';
import { orderedUuid } from '../foundation/index.ts';
import { actorId, ownsApp } from './access.ts';
import type { WrittenContent } from './content.ts';
import { guidOf, type StoredElement, type StoredInstance } from './model.ts';

/** What an upload brings. */
export interface Upload {
  readonly source: Readable;
  readonly contentType: string;
  readonly fileName: string | undefined;
  readonly refs: readonly string[];
  readonly generatedFromTask?: string;
}

/** What a new element is made from. */
export interface NewElement {
  readonly instance: StoredInstance;
  /** Id of its data type. */
  readonly dataType: string;
  readonly upload: Upload;
  readonly written: WrittenContent;
  readonly now: string;
}

/** A new element of the instance, not stored yet. */
export function newElement(caller: Caller, { instance, dataType, upload, written, now }: NewElement): StoredElement {
  const guid = guidOf(instance);
  // Elements of one creation are listed as they were sent.
  const id = orderedUuid();
  const { fileName, contentType, refs, generatedFromTask: task } = upload;
  return {
    id,
    instanceGuid: guid,
    dataType,
    ...(fileName === undefined ? {} : { filename: fileName }),
    contentType,
    size: written.size,
    contentHash: written.hash,
    blobStoragePath: `${instance.appId}/${guid}/data/${id}`,
    locked: false,
    isRead: !ownsApp(caller, instance.org),
    tags: [],
    ...(refs.length > 0 ? { refs: [...refs] } : {}),
    ...(task === undefined ? {} : { references: [{ value: task, relation: 'GeneratedFrom', valueType: 'Task' }] }),
    fileScanResult: 'NotApplicable',
    created: now,
    createdBy: actorId(caller),
    lastChanged: now,
    lastChangedBy: actorId(caller),
  };
}
