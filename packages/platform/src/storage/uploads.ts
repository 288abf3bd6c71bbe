/** How the two surfaces take uploads: the same steps, with checks and refusals of their own (altinn-instances.md 5.1 and 6.2). */
import type { Caller } from '../callers/index.ts';
import { rulesOf } from './application-rules.ts';
import { checkUpload } from './content-types.ts';
import { addElement, type Check, replaceElement } from './element-operations.ts';
import {
  checkChangeable,
  checkContributor,
  checkUserMay,
  type PermittedElement,
  refuseInactive,
  requireElementPermit,
} from './element-rules.ts';
import type { DataTypeRules, StoredElement } from './model.ts';
import type { Upload } from './new-element.ts';
import { refuse } from './refusals.ts';
import type { Asked, Storage } from './storage.ts';

/** What a surface checks of an upload, and how it refuses one. */
export interface UploadRules {
  readonly check: Check;
  unknownType(dataType: string): Error;
  /** Before and after the decision. @throws when this caller may add no element of the type */
  checkBefore(type: DataTypeRules, caller: Caller): void;
  checkAfter(type: DataTypeRules, caller: Caller): void;
  /** The upload as it is kept. @throws when the type does not take it */
  accepted(type: DataTypeRules, upload: Upload): Upload;
  /** The refusal of a new element without a byte. */
  readonly empty: () => Error;
}

/** Storage keeps bytes of a type that nobody has told as just bytes. */
export const STORAGE_UPLOADS: UploadRules = {
  check: () => {},
  unknownType: () => refuse('data-type-undeclared', 'Requested element type is not declared in application metadata'),
  checkBefore: () => {},
  checkAfter: checkContributor,
  accepted: (_, upload) =>
    upload.contentType === '' ? { ...upload, contentType: 'application/octet-stream' } : upload,
  empty: () => refuse('file-empty', 'Empty stream provided. Cannot persist data.'),
};

export const APP_UPLOADS: UploadRules = {
  check: refuseInactive,
  unknownType: (dataType) =>
    refuse('data-type-unknown', `the app has no data type "${dataType.slice(0, 60)}": see its applicationmetadata`, {
      members: { title: 'Data Type Not Found' },
    }),
  checkBefore: checkChangeable,
  checkAfter: (type, caller) => checkUserMay('Create', type, caller),
  accepted(type, upload) {
    checkUpload(type, upload);
    return upload;
  },
  empty: () => refuse('file-empty', 'Invalid data provided. Error: The file is zero bytes.'),
};

/** What a request brings; `read` begins with the body when everything before it has been checked. */
export interface Incoming {
  readonly read: () => Promise<Upload>;
  readonly rules: UploadRules;
}

/** A new element. The decision is made when the data type is known: it may demand an action of its own. */
export async function takeNew(
  storage: Storage,
  asked: Asked,
  dataType: string,
  { read, rules }: Incoming,
): Promise<StoredElement> {
  const { caller, row } = asked;
  rules.check(row.instance);
  const { dataTypes } = rulesOf(await storage.applicationOf(row.instance));
  const type = dataTypes.find((candidate) => candidate.id === dataType);
  if (!type) throw rules.unknownType(dataType);
  rules.checkBefore(type, caller);
  await requireElementPermit(storage, asked, type, ['write']);
  rules.checkAfter(type, caller);
  const upload = rules.accepted(type, await read());
  return addElement(storage, asked, { type, upload, empty: rules.empty, check: rules.check });
}

/** New content of an element that is there; who may write it has been decided. */
export async function takeReplacement(
  storage: Storage,
  permitted: PermittedElement,
  { read, rules }: Incoming,
): Promise<StoredElement> {
  const { type, element } = permitted;
  const upload = rules.accepted(type, await read());
  const empty = () => refuse('file-empty-unprocessable', 'Could not process attached file: it is empty.');
  return replaceElement(storage, permitted, element.id, { type, upload, empty, check: rules.check });
}
