import { Readable } from 'node:stream';
import type { Caller } from '../callers/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party, PartyRef } from '../register/index.ts';
import type { Application } from '../resources/index.ts';
import type { DataPart } from './creation-body.ts';
import { checkContributor } from './data-handlers.ts';
import { forbidden, TextAnswer } from './errors.ts';
import { type ApplicationRules, MAX_INTEGER, type ShownInstance } from './model.ts';
import { rulesOf, type Storage } from './storage.ts';
import { creationAttributes, timeIn } from './storage-routes.ts';
import type { ElementRow } from './store.ts';
import { checkUpload } from './upload.ts';

/** What a creation asks for. */
export interface Creation {
  readonly owner: PartyRef;
  readonly dueBefore: string | undefined;
  readonly visibleAfter: string | undefined;
  readonly dataValues: Readonly<Record<string, string>> | undefined;
}

const NEITHER =
  'Cannot create an instance without an instanceOwner.partyId or instanceOwner personNumber/organisationNumber.';

/** Reads the body and the query of a creation (altinn-instances.md 6.1). `simple` is the form of `instances/create`. */
export function readCreation(body: unknown, queryParty: string | undefined, form: 'full' | 'simple'): Creation {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body)))
    throw new TextAnswer(400, 'The body must be a JSON object.');
  const { instanceOwner, dueBefore, visibleAfter, prefill } = (body ?? {}) as Record<string, unknown>;
  const owner = ownerIn(instanceOwner);
  if (owner && queryParty !== undefined)
    throw new TextAnswer(400, 'Both instanceOwnerPartyId and an instance owner in the body: send one.');
  const chosen = owner ?? partyIn(queryParty);
  if (!chosen) throw new TextAnswer(400, NEITHER);
  return {
    owner: chosen,
    dueBefore: timeIn(dueBefore),
    visibleAfter: timeIn(visibleAfter),
    dataValues: form === 'simple' ? prefillIn(prefill) : undefined,
  };
}

const partyIn = (value: unknown): PartyRef | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const partyId = Number(value);
  // A person number in its place is told so without being repeated.
  if (!Number.isSafeInteger(partyId) || partyId < 0 || partyId > MAX_INTEGER)
    throw new TextAnswer(400, `partyId must be a whole number of at most ${MAX_INTEGER}.`);
  return { partyId };
};

function ownerIn(value: unknown): PartyRef | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { partyId, organisationNumber, personNumber } = value as Record<string, unknown>;
  if (typeof organisationNumber === 'string' && organisationNumber !== '') return { organization: organisationNumber };
  if (typeof personNumber === 'string' && personNumber !== '') return { person: personNumber };
  return partyIn(partyId);
}

function prefillIn(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  const entries = typeof value === 'object' ? Object.entries(value) : [];
  if (typeof value !== 'object' || entries.length > 100 || entries.some(([, text]) => typeof text !== 'string'))
    throw new TextAnswer(400, 'prefill must be an object of at most 100 strings.');
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Checks in the contract's order, then stores instance and parts, all or nothing. */
export async function createInstance(
  storage: Storage,
  caller: Caller,
  application: Application,
  wish: Creation,
  parts: readonly DataPart[],
): Promise<ShownInstance> {
  const rules = rulesOf(application);
  const party = await storage.deps.register.party(wish.owner);
  if (!party)
    throw new TextAnswer(
      404,
      `Cannot lookup party: ${'person' in wish.owner ? 'unknown person' : Object.values(wish.owner)[0]}`,
    );
  if (!allowed(rules, party))
    throw forbidden(`the app is not open to this kind of party (${party.form ?? party.type})`);
  if (rules.disallowUserInstantiation && caller.kind !== 'serviceOwner')
    throw forbidden('only the service owner creates instances of this app');
  await storage.requirePermit(caller, ['instantiate'], creationAttributes(application, String(party.partyId)));
  const { guid, instance } = storage.newInstance(application, party, caller, wish);
  const full = wish.dataValues ? { ...instance, dataValues: { ...wish.dataValues } } : instance;
  const rows = await receiveParts(storage, caller, full, rules, parts);
  await storage.create(caller, guid, full, rows);
  return storage.show(full, caller);
}

function allowed({ partyTypesAllowed }: ApplicationRules, party: Party): boolean {
  const kinds = partyTypesAllowed ?? {};
  if (!Object.values(kinds).some(Boolean)) return true;
  if (party.type === 'person') return kinds.person === true;
  if (party.parentUuid !== undefined) return kinds.subUnit === true;
  return party.form === 'KBO' ? kinds.bankruptcyEstate === true : kinds.organisation === true;
}

/** Every part is checked before the first byte is stored. */
async function receiveParts(
  storage: Storage,
  caller: Caller,
  instance: Parameters<Storage['receive']>[1],
  rules: ApplicationRules,
  parts: readonly DataPart[],
) {
  const uploads = parts.map((part) => {
    const type = rules.dataTypes.find((candidate) => candidate.id === part.dataType);
    if (!type)
      throw new HttpProblem(400, `the part "${part.dataType.slice(0, 60)}" is no data type of the app`, {
        title: 'Data Type Not Found',
      });
    const upload = {
      source: Readable.from([part.bytes]),
      contentType: part.contentType,
      fileName: part.fileName,
      refs: [],
    };
    checkContributor(type, caller);
    checkUpload(type, upload);
    if (part.bytes.length === 0) throw new TextAnswer(400, `The part ${part.dataType} is empty.`);
    if (type.maxSize && part.bytes.length > type.maxSize * 1024 * 1024)
      throw new HttpProblem(413, `an element of type ${type.id} may hold at most ${type.maxSize} MB`, {
        title: 'Request too large',
      });
    return { type, upload };
  });
  const rows: ElementRow[] = [];
  for (const { type, upload } of uploads) rows.push(await storage.receive(caller, instance, type, upload));
  return rows;
}
