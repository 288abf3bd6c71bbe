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
  /** Replaced, never changed: it may be shared with others. */
  values: readonly string[];
  readonly includeInResult: boolean;
}

/** The attributes of one category, in the order in which they came. */
export class AttributeSet {
  readonly #slots: Slot[];

  constructor(slots: readonly Attribute[] = []) {
    this.#slots = slots.map((slot) => ({ ...slot }));
  }

  get attributes(): readonly Attribute[] {
    return this.#slots;
  }

  get isEmpty(): boolean {
    return this.#slots.length === 0;
  }

  /** Adds a value; the first one of an id decides whether the attribute is echoed. A value that is there is not added twice. */
  add(id: string, value: string, includeInResult = false, dataType = STRING_TYPE): void {
    const slot = this.#slots.find((one) => one.id === id && one.dataType === dataType);
    if (!slot) this.#slots.push({ id, dataType, values: [value], includeInResult });
    else if (!slot.values.includes(value)) slot.values = [...slot.values, value];
  }

  /** Adds many values of one id at once; the list is kept as it is and must not change. */
  addAll(id: string, values: readonly string[]): void {
    if (values.length === 0) return;
    const slot = this.#slots.find((one) => one.id === id && one.dataType === STRING_TYPE);
    if (slot) slot.values = [...slot.values, ...values];
    else this.#slots.push({ id, dataType: STRING_TYPE, values, includeInResult: false });
  }

  first(id: string): string | undefined {
    return this.#slots.find((slot) => slot.id === id)?.values[0];
  }

  has(id: string): boolean {
    return this.#slots.some((slot) => slot.id === id);
  }

  copy(): AttributeSet {
    return new AttributeSet(this.#slots);
  }
}

/** One decision to make: the categories of a request. */
export interface DecisionRequest {
  readonly subject: AttributeSet;
  readonly action: AttributeSet;
  readonly resource: AttributeSet;
  readonly others: ReadonlyMap<string, AttributeSet>;
}
