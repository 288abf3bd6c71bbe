import type { DataType } from '../types/index.ts';

/** An attribute that some policy of the PDP asks for. Equal designators share one slot, so a decision looks it up once. */
export interface Slot {
  /** Of the attribute, in the whole process; -1 when it has none. */
  readonly number: number;
  readonly category: string;
  readonly attributeId: string;
  readonly dataType: DataType;
  readonly issuer: string | undefined;
  /** The slot whose values this one has in lower case; -1 for a slot of its own. */
  readonly lowerOf: number;
}

/** Attributes are numbered for the whole process: requests remember what they were asked for by these numbers. */
const numbers = new Map<string, number>();
const MOST_NUMBERED = 10_000;

/** The number of an attribute; -1 when too many different ones have been asked for, which only costs speed. */
function numberOf(key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  if (numbers.size >= MOST_NUMBERED) return -1;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** Numbers the attributes that the policies of one PDP ask for. */
export class SlotTable {
  readonly slots: Slot[] = [];
  /** For each slot, the values that targets compare it with, numbered. */
  readonly keys: Map<unknown, number>[] = [];
  readonly #numbers = new Map<string, number>();

  #add(key: string, slot: Slot): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.slots.length);
    this.slots.push(slot);
    this.keys.push(new Map());
    return this.slots.length - 1;
  }

  /** The slot of an attribute. */
  of(category: string, attributeId: string, dataType: DataType, issuer: string | undefined): number {
    const key = `${category}\n${attributeId}\n${dataType.short}\n${issuer === undefined ? '' : `=${issuer}`}`;
    return this.#add(key, { number: numberOf(key), category, attributeId, dataType, issuer, lowerOf: -1 });
  }

  /** The number of a value among those that targets compare the slot with. */
  keyNumber(slot: number, key: unknown): number {
    const keys = this.keys[slot];
    if (keys === undefined) throw new RangeError(`there is no slot ${slot}`);
    const known = keys.get(key);
    if (known !== undefined) return known;
    keys.set(key, keys.size);
    return keys.size - 1;
  }

  /** The slot with the string values of another one in lower case. */
  lowered(slot: number): number {
    const base = this.slots[slot];
    if (base === undefined) throw new RangeError(`there is no slot ${slot}`);
    return this.#add(`lower ${slot}`, { ...base, number: -1, lowerOf: slot });
  }
}
