import type { FieldFault } from '../api/http.ts';
import { legible } from '../texts/names.ts';
import type { Texts } from './words.ts';

/** What is written of a list. */
export interface ListFields {
  readonly name: string;
  readonly identifier: string;
  readonly description: string;
}
export type ListFaults = Partial<Record<keyof ListFields, string>>;

export const EMPTY_LIST: ListFields = { name: '', identifier: '', description: '' };
const MAX_NAME = 200;
export const MAX_DESCRIPTION = 4000;

/** What is wrong, by field; nothing when it may be sent. */
export function listFaults({ name, identifier, description }: ListFields, t: Texts): ListFaults {
  const words = t.accessLists.faults;
  const faults: ListFaults = {};
  if (name.trim() === '') faults.name = words.name;
  else if (name.trim().length > MAX_NAME) faults.name = words.long(MAX_NAME);
  else if (legible(name) !== name) faults.name = words.unseen;
  if (!/^[a-z0-9-]{2,50}$/.test(identifier.trim())) faults.identifier = words.id;
  if (description.trim().length > MAX_DESCRIPTION) faults.description = words.long(MAX_DESCRIPTION);
  else if (legible(description) !== description) faults.description = words.unseen;
  return faults;
}

/** Puts the API's complaints at the fields of the page: what could be told more closely has been found before. */
export function serverListFaults(fields: readonly FieldFault[], t: Texts): ListFaults {
  const faults: ListFaults = {};
  for (const { field } of fields)
    if (field === 'identifier') faults.identifier = t.accessLists.faults.id;
    else if (field === 'name' || field === 'description') faults[field] = t.accessLists.faults.unseen;
  return faults;
}

const MAX_ACTIONS = 100;
const MAX_ACTION = 200;

/** The actions that are written with commas between, each once; undefined when one is too long, or they are too many. */
export function actionsIn(text: string): readonly string[] | undefined {
  const actions = [...new Set(text.split(',').map((one) => one.trim()))].filter((one) => one !== '');
  return actions.length > MAX_ACTIONS || actions.some((one) => one.length > MAX_ACTION) ? undefined : actions;
}
