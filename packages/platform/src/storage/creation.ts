import { Readable } from 'node:stream';
import type { Caller } from '../callers/index.ts';
import type { Party, PartyRef } from '../register/index.ts';
import type { Application } from '../resources/index.ts';
import { rulesOf } from './application-rules.ts';
import { creationAttributes, unstoredAttributes } from './attributes.ts';
import { checkContentType } from './content-types.ts';
import { checkChangeable, checkUserMay } from './element-rules.ts';
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
import { newInstance } from './new-instance.ts';
import { startProcess } from './process.ts';
import { forbidden, refuse, UNAUTHORIZED } from './refusals.ts';
import { partyKind } from './shown.ts';
import type { Storage } from './storage.ts';
import type { ElementRow } from './store.ts';

/** A part of a multipart creation that becomes a data element. */
export interface DataPart {
  readonly dataType: string;
  readonly contentType: string;
  readonly fileName: string | undefined;
  readonly bytes: Buffer;
}

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
  { owner, template, parts = [] }: Creation & { readonly parts?: readonly DataPart[] },
): Promise<ShownInstance> {
  const rules = rulesOf(application);
  const party = await storage.party(owner);
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
  const now = storage.now();
  const { process, events } = startProcess(application.process, now);
  const readStatus = caller.kind === 'serviceOwner' ? {} : { readStatus: 'Read' as const };
  const begun = { ...template, process, status: { ...template.status, ...readStatus } };
  const instance = newInstance(caller, { application, party, template: begun, now });
  const rows = await receiveElements(storage, { caller, instance }, rules, parts);
  await storage.create(caller, instance, events, rows);
  return storage.showInApp(instance, caller);
}

const allowed = ({ partyTypesAllowed = {} }: ApplicationRules, party: Party): boolean =>
  !Object.values(partyTypesAllowed).some(Boolean) || partyTypesAllowed[partyKind(party)] === true;

/** An instance that is being made. */
interface Unstored {
  readonly caller: Caller;
  readonly instance: StoredInstance;
}

/** The parts and the forms that the first task begins with. Every part is checked before the first byte is stored. */
async function receiveElements(
  storage: Storage,
  { caller, instance }: Unstored,
  rules: ApplicationRules,
  parts: readonly DataPart[],
): Promise<readonly ElementRow[]> {
  const uploads = parts.map((part) => uploadOf(part, rules, caller));
  for (const type of new Set(uploads.map(({ type }) => type))) {
    const count = uploads.filter((upload) => upload.type === type).length;
    if (type.maxCount && count > type.maxCount)
      throw refuse('parts-many', `There are ${count} parts of type ${type.id}, and the app takes ${type.maxCount}.`);
    const action = type.actionRequiredToWrite;
    if (action) await storage.requirePermit(caller, [action], unstoredAttributes(instance), UNAUTHORIZED);
  }
  const rows: ElementRow[] = [];
  try {
    for (const { type, upload } of uploads) rows.push(await storage.receive(caller, instance, type, upload));
    const present = rows.map(({ element }) => element);
    const forms = missingForms(rules, instance.process.currentTask?.elementId, present);
    return [...rows, ...(await createForms(storage, caller, instance, forms))];
  } catch (error) {
    for (const { contentId } of rows) await storage.discard(contentId);
    throw error;
  }
}

/** A part with the rules of its type. @throws Refusal when the app or this caller may not have it */
function uploadOf(part: DataPart, rules: ApplicationRules, caller: Caller) {
  const type = rules.dataTypes.find((candidate) => candidate.id === part.dataType);
  if (!type)
    throw refuse('data-type-unknown', `the part "${part.dataType.slice(0, 60)}" is no data type of the app`, {
      members: { title: 'Data Type Not Found' },
    });
  checkPart(type, part);
  checkChangeable(type, caller);
  checkUserMay('Create', type, caller);
  const { contentType, fileName } = part;
  return { type, upload: { source: Readable.from([part.bytes]), contentType, fileName, refs: [] } };
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
