import { Readable } from 'node:stream';
import type { Caller } from '../callers/index.ts';
import type { Party, PartyRef } from '../register/index.ts';
import type { Application } from '../resources/index.ts';
import type { DataPart } from './creation-body.ts';
import { checkChangeable, checkUserMay } from './data-handlers.ts';
import { templateIn, textsIn } from './instance-template.ts';
import { createForms, missingForms } from './lifecycle.ts';
import {
  type ApplicationRules,
  type DataTypeRules,
  type InstanceTemplate,
  MAX_INTEGER,
  type ShownInstance,
  type StoredInstance,
} from './model.ts';
import { startProcess } from './process.ts';
import { forbidden, refuse, UNAUTHORIZED } from './refusals.ts';
import { partyKind, rulesOf, type Storage } from './storage.ts';
import type { ElementRow } from './store.ts';
import { checkContentType } from './upload.ts';

/** What a creation asks for. */
export interface Creation {
  readonly owner: PartyRef;
  readonly template: InstanceTemplate;
}

const NEITHER =
  'Cannot create an instance without an instanceOwner.partyId or instanceOwner personNumber/organisationNumber.';

/** Reads the body and the query of a creation (altinn-instances.md 6.1). `simple` is the form of `instances/create`. */
export function readCreation(body: unknown, queryParty: string | undefined, form: 'full' | 'simple'): Creation {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body)))
    throw refuse('body-malformed', 'The body must be a JSON object.');
  const members = (body ?? {}) as Record<string, unknown>;
  const owner = ownerIn(members['instanceOwner']);
  if (owner && queryParty !== undefined)
    throw refuse('owner-ambiguous', 'Both instanceOwnerPartyId and an instance owner in the body: send one.');
  const chosen = owner ?? partyIn(queryParty);
  if (!chosen) throw refuse('owner-ambiguous', NEITHER);
  if (form === 'full') return { owner: chosen, template: templateIn(members) };
  const { dueBefore, visibleAfter, prefill } = members;
  return { owner: chosen, template: { ...templateIn({ dueBefore, visibleAfter }), ...values(prefill) } };
}

function values(prefill: unknown): { dataValues?: Record<string, string> } {
  const dataValues = textsIn(prefill, 'prefill');
  return dataValues ? { dataValues } : {};
}

const partyIn = (value: unknown): PartyRef | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const partyId = Number(value);
  // A person number in its place is told so without being repeated.
  if (!Number.isSafeInteger(partyId) || partyId < 0 || partyId > MAX_INTEGER)
    throw refuse('member-invalid', `partyId must be a whole number of at most ${MAX_INTEGER}.`);
  return { partyId };
};

function ownerIn(value: unknown): PartyRef | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { partyId, organisationNumber, personNumber } = value as Record<string, unknown>;
  if (typeof organisationNumber === 'string' && organisationNumber !== '') return { organization: organisationNumber };
  if (typeof personNumber === 'string' && personNumber !== '') return { person: personNumber };
  return partyIn(partyId);
}

/** Checks in the contract's order, then stores instance and elements, all or nothing. */
export async function createInstance(
  storage: Storage,
  caller: Caller,
  application: Application,
  { owner, template }: Creation,
  parts: readonly DataPart[],
): Promise<ShownInstance> {
  const rules = rulesOf(application);
  const party = await storage.deps.register.party(owner);
  if (!party)
    throw refuse(
      'party-unknown',
      `Cannot lookup party: ${'person' in owner ? 'unknown person' : Object.values(owner)[0]}`,
    );
  if (!allowed(rules, party))
    throw forbidden(`the app is not open to this kind of party (${party.form ?? party.type})`);
  if (rules.disallowUserInstantiation && caller.kind !== 'serviceOwner')
    throw forbidden('only the service owner creates instances of this app');
  await storage.requirePermit(caller, ['instantiate'], creationAttributes(application, String(party.partyId)));
  const { process, events } = startProcess(application.process, storage.now());
  const readStatus = caller.kind === 'serviceOwner' ? {} : { readStatus: 'Read' as const };
  const { guid, instance } = storage.newInstance(application, party, caller, {
    ...template,
    process,
    status: { ...template.status, ...readStatus },
  });
  const rows = await receiveElements(storage, caller, instance, rules, parts);
  await storage.create(caller, guid, instance, events, rows);
  return storage.showInApp(instance, caller);
}

/** The decision about a new instance has no instance yet (altinn-instances.md 3.4). */
export const creationAttributes = (application: { org: string; app: string }, partyId: string) => [
  { id: 'urn:altinn:org', value: application.org },
  { id: 'urn:altinn:app', value: application.app },
  { id: 'urn:altinn:partyid', value: partyId },
];

const allowed = ({ partyTypesAllowed = {} }: ApplicationRules, party: Party): boolean =>
  !Object.values(partyTypesAllowed).some(Boolean) || partyTypesAllowed[partyKind(party)] === true;

/** The parts and the forms that the first task begins with. Every part is checked before the first byte is stored. */
async function receiveElements(
  storage: Storage,
  caller: Caller,
  instance: StoredInstance,
  rules: ApplicationRules,
  parts: readonly DataPart[],
): Promise<readonly ElementRow[]> {
  const uploads = parts.map((part) => {
    const type = rules.dataTypes.find((candidate) => candidate.id === part.dataType);
    if (!type)
      throw refuse('data-type-unknown', `the part "${part.dataType.slice(0, 60)}" is no data type of the app`, {
        members: {
          title: 'Data Type Not Found',
        },
      });
    checkPart(type, part);
    checkChangeable(type, caller);
    checkUserMay('Create', type, caller);
    const { contentType, fileName } = part;
    return { type, upload: { source: Readable.from([part.bytes]), contentType, fileName, refs: [] } };
  });
  const types = new Set(uploads.map(({ type }) => type));
  for (const type of types) {
    const count = uploads.filter((upload) => upload.type === type).length;
    if (type.maxCount && count > type.maxCount)
      throw refuse('parts-many', `There are ${count} parts of type ${type.id}, and the app takes ${type.maxCount}.`);
    const action = type.actionRequiredToWrite;
    if (action) await storage.requirePermit(caller, [action], unstoredAttributes(storage, instance), UNAUTHORIZED);
  }
  const rows: ElementRow[] = [];
  try {
    for (const { type, upload } of uploads) rows.push(await storage.receive(caller, instance, type, upload));
    const forms = missingForms(
      rules,
      instance.process.currentTask?.elementId,
      rows.map(({ element }) => element),
    );
    return [...rows, ...(await createForms(storage, caller, instance, forms))];
  } catch (error) {
    for (const { contentId } of rows) await storage.deps.contents.remove(contentId);
    throw error;
  }
}

/** A part needs no file name: the app library asks for one only in an upload (altinn-instances.md 6.1). */
function checkPart(type: DataTypeRules, { contentType, bytes }: DataPart): void {
  checkContentType(type, contentType);
  if (bytes.length === 0) throw refuse('part-empty', `The part ${type.id} is empty.`);
  if (type.maxSize && bytes.length > type.maxSize * 1024 * 1024)
    throw refuse('element-too-large', `an element of type ${type.id} may hold at most ${type.maxSize} MB`, {
      members: {
        title: 'Request too large',
      },
    });
}

/** What a decision is told of an instance that the PDP cannot look up yet. */
const unstoredAttributes = (storage: Storage, instance: StoredInstance) =>
  storage.attributesOf(instance).filter(({ id }) => id !== 'urn:altinn:instance-id');
