import { STRING_TYPE } from './names.ts';

/** One attribute of a category. Values given under one id are one attribute with several values. */
export interface Attribute {
  readonly id: string;
  readonly dataType: string;
  readonly values: readonly string[];
  /** Echo it in the result. */
  readonly includeInResult: boolean;
}

interface Slot {
  readonly id: string;
  readonly dataType: string;
  values: readonly string[];
  /** The same list while nobody else holds it; then a value can be put in without copying. */
  own: string[] | undefined;
  readonly includeInResult: boolean;
}

/** Up to this many attributes a walk through the list is faster than an index. */
const MAX_WALK = 16;

const NONE: readonly never[] = Object.freeze([]);

/** The attributes of one category, in the order in which they came. */
export class AttributeSet {
  readonly #slots: Slot[] = [];
  #index: Map<string, Slot> | undefined;

  constructor(slots: readonly Attribute[] = NONE) {
    for (const slot of slots) this.#slots.push({ ...slot, own: undefined });
  }

  get attributes(): readonly Attribute[] {
    return this.#slots;
  }

  get isEmpty(): boolean {
    return this.#slots.length === 0;
  }

  /** True when some attribute is to be echoed in the result. */
  get echoes(): boolean {
    for (const slot of this.#slots) if (slot.includeInResult) return true;
    return false;
  }

  /** Adds a value; the first one of an id decides whether the attribute is echoed. */
  add(id: string, value: string, includeInResult = false, dataType = STRING_TYPE): void {
    const slot = this.#find(id, dataType);
    if (!slot) {
      const own = [value];
      this.#push({ id, dataType, values: own, own, includeInResult });
      return;
    }
    slot.own ??= [...slot.values];
    slot.own.push(value);
    slot.values = slot.own;
  }

  /** Adds many values of one id at once; the list is kept as it is and must not change. */
  addAll(id: string, values: readonly string[]): void {
    if (values.length === 0) return;
    const slot = this.#find(id, STRING_TYPE);
    if (!slot) this.#push({ id, dataType: STRING_TYPE, values, own: undefined, includeInResult: false });
    else {
      slot.own = [...slot.values, ...values];
      slot.values = slot.own;
    }
  }

  first(id: string): string | undefined {
    return this.#first(id)?.values[0];
  }

  has(id: string): boolean {
    return this.#first(id) !== undefined;
  }

  #first(id: string): Slot | undefined {
    for (const slot of this.#slots) if (slot.id === id) return slot;
    return undefined;
  }

  #find(id: string, dataType: string): Slot | undefined {
    if (this.#index) return this.#index.get(`${dataType} ${id}`);
    for (const slot of this.#slots) if (slot.id === id && slot.dataType === dataType) return slot;
    return undefined;
  }

  #push(slot: Slot): void {
    this.#slots.push(slot);
    if (this.#index) this.#index.set(`${slot.dataType} ${slot.id}`, slot);
    else if (this.#slots.length > MAX_WALK)
      this.#index = new Map(this.#slots.map((one) => [`${one.dataType} ${one.id}`, one]));
  }
}

/** One decision to make: the categories of a request. */
export interface DecisionRequest {
  readonly subject: AttributeSet;
  readonly action: AttributeSet;
  readonly resource: AttributeSet;
  readonly others: ReadonlyMap<string, AttributeSet>;
  /** Subject, action and resource as they came, where that is at hand: looking at it makes no sets. All are texts; there are no others. */
  readonly listed?: readonly [
    subject: readonly ListedAttribute[],
    action: readonly ListedAttribute[],
    resource: readonly ListedAttribute[],
  ];
}

/** One value, as it came. */
export interface ListedAttribute {
  readonly id: string;
  readonly value: string;
  readonly includeInResult: boolean;
}
