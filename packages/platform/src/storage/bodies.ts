/** How the bodies of both surfaces are read: by declaration, with the refusals that live writes. */
import { Type } from 'typebox';
import type { BodyReader } from '../http/index.ts';
import { type Creation, readCreation } from './creation.ts';
import { elementMetadataIn, type SentMetadata } from './element-metadata.ts';
import { processIn, templateIn } from './instance-template.ts';
import { type InstanceTemplate, MAX_INTEGER, type ProcessState } from './model.ts';
import { refuse } from './refusals.ts';
import {
  ElementDescription,
  NewInstance,
  ProcessState as ProcessSchema,
  SimpleInstance,
  Substatus,
} from './schemas.ts';

type Members = Readonly<Record<string, unknown>>;

const MAX_ENTRIES = 100;

/** The members of an object; of what is none, none. */
const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

/** What a creation in Storage asks for. */
export interface StorageCreation {
  readonly partyId: number;
  readonly template: InstanceTemplate;
}

/** @throws Refusal 400 without a party, or for a malformed member */
function storageCreationIn(body: unknown): StorageCreation {
  const members = membersOf(body);
  const { partyId: sent } = membersOf(members['instanceOwner']);
  const partyId = typeof sent === 'string' && sent !== '' ? Number(sent) : sent;
  if (typeof partyId !== 'number' || !Number.isSafeInteger(partyId) || partyId > MAX_INTEGER)
    throw refuse('owner-ambiguous', 'Cannot create an instance without an instanceOwner.PartyId.');
  return { partyId, template: templateIn(members) };
}

export const STORAGE_CREATION: BodyReader<StorageCreation> = {
  schema: NewInstance,
  example: { instanceOwner: { partyId: '50020008' } },
  read: storageCreationIn,
};

export const SIMPLE_CREATION: BodyReader<Creation> = {
  schema: SimpleInstance,
  example: { instanceOwner: { organisationNumber: '310044423' }, prefill: { 'skjema.navn': 'Fjordvik AS' } },
  read: (body) => readCreation(body, undefined, 'simple'),
};

/** @throws Refusal 400 without a label */
function substatusIn(body: unknown): { label: string; description?: string } {
  const { label, description } = membersOf(body);
  if (typeof label !== 'string' || label === '')
    throw refuse('member-invalid', 'Invalid sub status: no label provided.');
  return {
    label: label.slice(0, 200),
    ...(typeof description === 'string' ? { description: description.slice(0, 1000) } : {}),
  };
}

export const SUBSTATUS: BodyReader<{ label: string; description?: string }> = {
  schema: Substatus,
  example: { label: 'Mottatt' },
  read: substatusIn,
};

/** Texts to merge, in the member that the operation names; null is empty. */
export const textMap = (key: 'texts' | 'values'): BodyReader<Readonly<Record<string, string>>> => ({
  schema: Type.Object({
    [key]: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), {
      maxProperties: MAX_ENTRIES,
      description: 'Texts by name, in the place of those that are there; empty or null takes one away',
    }),
  }),
  example: { [key]: { added: 'a text', removed: '' } },
  read(body) {
    const values = membersOf(body)[key];
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw refuse('member-invalid', `Missing parameter value: ${key} is misformed or empty`);
    const entries = Object.entries(values).map(([name, value]) => [name, value ?? '']);
    if (entries.length > MAX_ENTRIES || entries.some(([, value]) => typeof value !== 'string'))
      throw refuse('member-invalid', `Invalid parameter value: ${key} takes at most ${MAX_ENTRIES} strings`);
    return Object.fromEntries(entries);
  },
});

export const PROCESS: BodyReader<ProcessState> = {
  schema: ProcessSchema,
  example: { currentTask: { elementId: 'Task_2' } },
  read(body) {
    const state = processIn(body);
    if (!state) throw refuse('body-malformed', 'The body must be a process state.');
    return state;
  },
};

/** The action of a step; undefined for the next one. */
export const ACTION: BodyReader<string | undefined> = {
  schema: Type.Object({
    action: Type.Optional(
      Type.Union([Type.String(), Type.Null()], {
        description: 'reject abandons the task; anything else, or none, completes it',
      }),
    ),
  }),
  required: false,
  example: { action: 'reject' },
  read(body) {
    const action = membersOf(body)['action'] ?? undefined;
    if (action === undefined || typeof action === 'string') return action;
    throw refuse('member-invalid', 'action must be a string');
  },
};

export const ELEMENT_METADATA: BodyReader<SentMetadata> = { schema: ElementDescription, read: elementMetadataIn };

const Bytes = Type.String({ format: 'binary' });

/** A body that is never held as a whole: whoever handles it takes the stream out of the request (altinn-instances.md 5.1). */
export const CONTENT: BodyReader<undefined> = {
  schema: Bytes,
  types: ['application/octet-stream', 'multipart/form-data'],
  read: () => undefined,
};

/** JSON, nothing, or parts (altinn-instances.md 6.1): taken out of the request too. */
export const CREATION_PARTS: BodyReader<undefined> = {
  schema: NewInstance,
  types: ['application/json', 'multipart/form-data'],
  required: false,
  example: { instanceOwner: { partyId: '50020008' } },
  read: () => undefined,
};
