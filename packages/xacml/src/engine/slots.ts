import type { DataType } from '../types/index.ts';

/** An attribute that some policy of the PDP asks for. Equal designators share one slot, so a decision looks it up once. */
export interface Slot {
  readonly key: string;
  readonly category: string;
  readonly attributeId: string;
  readonly dataType: DataType;
  readonly issuer: string | undefined;
  /** The slot whose values this one has in lower case; -1 for a slot of its own. */
  readonly lowerOf: number;
}

/** Keys are shared by all PDPs of the process: ten thousand policies name the same few attributes. */
const interned = new Map<string, string>();
const MOST_INTERNED = 10_000;

function intern(key: string): string {
  const known = interned.get(key);
  if (known !== undefined) return known;
  if (interned.size < MOST_INTERNED) interned.set(key, key);
  return key;
}

/** Numbers the attributes that the policies of one PDP ask for. */
export class SlotTable {
  readonly slots: Slot[] = [];
  readonly #numbers = new Map<string, number>();

  #add(slot: Slot): number {
    const known = this.#numbers.get(slot.key);
    if (known !== undefined) return known;
    this.#numbers.set(slot.key, this.slots.length);
    this.slots.push(slot);
    return this.slots.length - 1;
  }

  /** The slot of an attribute. */
  of(category: string, attributeId: string, dataType: DataType, issuer: string | undefined): number {
    const key = intern(`${category}\n${attributeId}\n${dataType.short}\n${issuer === undefined ? '' : `=${issuer}`}`);
    return this.#add({ key, category, attributeId, dataType, issuer, lowerOf: -1 });
  }

  /** The slot with the string values of another one in lower case. */
  lowered(slot: number): number {
    const base = this.slots[slot];
    if (base === undefined) throw new RangeError(`there is no slot ${slot}`);
    return this.#add({ ...base, key: intern(`${base.key}\nlower`), lowerOf: slot });
  }
}
