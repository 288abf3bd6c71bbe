import type { CallContext } from '../functions/index.ts';
import type { Budget, PdpLimits, Purse } from '../limits.ts';
import type { Designator, Match, Selector } from '../policy/model.ts';
import type { Request } from '../request/model.ts';
import { Indeterminate, processingError } from '../status.ts';
import { type Bag, type DataType, TYPES, type Value } from '../types/index.ts';
import { momentOf } from '../types/temporal.ts';
import type { XPathExpression } from '../types/value.ts';
import type { MatchCode } from './codes.ts';
import { FAILED, MANY_VALUES, NO_VALUE, OTHER_KEY } from './keys.ts';
import type { Obligation, PolicyIdentifier } from './response.ts';
import type { Slot } from './slots.ts';
import type { TraceNode } from './trace.ts';

/** An attribute that a policy asks for and the request does not have. */
export interface AttributeRequest {
  readonly category: string;
  readonly attributeId: string;
  readonly dataType: string;
  readonly issuer: string | undefined;
}

/**
 * Gives values for an attribute the request does not have, as text of the type asked for; undefined or an empty list when
 * there are none. Must not wait. What it throws makes the attribute Indeterminate.
 */
export type ResolveAttribute = (wanted: AttributeRequest, request: Request) => readonly string[] | undefined;

/** What a decision needs from its PDP. */
export interface Surroundings {
  readonly limits: PdpLimits;
  readonly implicitZone: number;
  readonly slots: readonly Slot[];
  /** For each slot, the values that targets compare it with, numbered. */
  readonly keys: readonly ReadonlyMap<unknown, number>[];
  readonly clock: () => number | Date;
  readonly resolveAttribute: ResolveAttribute | undefined;
  readonly select: (context: EvaluationContext, expression: XPathExpression) => readonly unknown[] | Indeterminate;
  readonly accessPermitted: (context: EvaluationContext, category: string, xml: string) => boolean | Indeterminate;
  /** For explanations: one match, and the values of one attribute. */
  readonly matchTest: (match: Match) => (context: EvaluationContext) => MatchCode;
  readonly sourceBag: (context: EvaluationContext, source: Designator | Selector) => Bag | Indeterminate;
}

/** An obligation that will be returned if its effect is the final decision all the way up. */
export interface Pending {
  readonly effect: 1 | 2;
  readonly advice: boolean;
  readonly item: Obligation;
}

const ENVIRONMENT = 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment';
const CURRENT = 'urn:oasis:names:tc:xacml:1.0:environment:current-';
const NOT_READ = -5;
const EMPTY: Bag = Object.freeze([]);

/** Everything one running decision keeps. Used again for the next decision, so that a decision allocates next to nothing. */
export class EvaluationContext implements CallContext {
  request: Request;
  /** Why the last Indeterminate came about. Read it right after a function returned an Indeterminate code. */
  status: Indeterminate | undefined = undefined;
  readonly pending: Pending[] = [];
  /** Policies found applicable; undefined when nobody asked for them. */
  policies: PolicyIdentifier[] | undefined = undefined;
  /** Where the trace of the step at hand goes; undefined unless a decision is being explained. */
  trace: TraceNode | undefined = undefined;
  /** Depth of nested decisions of `access-permitted`. */
  nesting = 0;
  readonly variables: (Value | Bag | Indeterminate | undefined)[] = [];
  readonly selected: (Bag | Indeterminate | undefined)[] = [];
  readonly surroundings: Surroundings;
  readonly regexpBudget: Budget = { left: 0 };
  readonly xpathBudget: Budget = { left: 0 };
  /** Numbers of the slots' values: see `keyOf`. */
  readonly #keys: Int32Array;
  readonly #many: (readonly number[])[] = [];
  readonly #bags: (Bag | Indeterminate | undefined)[];
  #moment: ReturnType<typeof momentOf> | undefined;
  #callsLeft = 0;

  constructor(surroundings: Surroundings, request: Request) {
    this.surroundings = surroundings;
    this.request = request;
    this.#bags = new Array<undefined>(surroundings.slots.length).fill(undefined);
    this.#keys = new Int32Array(surroundings.slots.length);
  }

  /**
   * Prepares for another decision.
   * @param purse what it shares with other decisions; without one the bounds are its own.
   */
  begin(request: Request, variables: number, selectors: number, purse: Purse | undefined): void {
    this.request = request;
    this.status = undefined;
    this.pending.length = 0;
    this.trace = undefined;
    this.nesting = 0;
    this.policies = request.options.returnPolicyIdList ? [] : undefined;
    const bags = this.#bags;
    const keys = this.#keys;
    for (let i = 0; i < bags.length; i++) {
      bags[i] = undefined;
      keys[i] = NOT_READ;
    }
    for (let i = 0; i < variables; i++) this.variables[i] = undefined;
    for (let i = 0; i < selectors; i++) this.selected[i] = undefined;
    this.#moment = undefined;
    const { maxCalls, maxRegexpSteps, maxXPathSteps } = this.surroundings.limits;
    this.#callsLeft = purse === undefined ? maxCalls : Math.min(maxCalls, purse.calls);
    this.regexpBudget.left = purse === undefined ? maxRegexpSteps : Math.min(maxRegexpSteps, purse.regexpSteps);
    this.xpathBudget.left = purse === undefined ? maxXPathSteps : Math.min(maxXPathSteps, purse.xpathSteps);
  }

  /** What this decision may still spend. */
  left(): Purse {
    return { calls: this.#callsLeft, regexpSteps: this.regexpBudget.left, xpathSteps: this.xpathBudget.left };
  }

  /** Goes on with what a decision within this one has left over. */
  goOn({ calls, regexpSteps, xpathSteps }: Purse): void {
    this.#callsLeft = calls;
    this.regexpBudget.left = regexpSteps;
    this.xpathBudget.left = xpathSteps;
  }

  get implicitZone(): number {
    return this.surroundings.implicitZone;
  }
  get maxIntegerDigits(): number {
    return this.surroundings.limits.maxIntegerDigits;
  }
  get maxStringLength(): number {
    return this.surroundings.limits.maxStringLength;
  }
  get maxBagSize(): number {
    return this.surroundings.limits.maxBagSize;
  }
  get maxRegexpStates(): number {
    return this.surroundings.limits.maxRegexpStates;
  }

  spend(calls: number): boolean {
    this.#callsLeft -= calls;
    return this.#callsLeft >= 0;
  }

  selectNodes(expression: XPathExpression): readonly unknown[] | Indeterminate {
    return this.surroundings.select(this, expression);
  }

  accessPermitted(category: string, attributesXml: string): boolean | Indeterminate {
    return this.surroundings.accessPermitted(this, category, attributesXml);
  }

  /** The instant of this decision (milliseconds since 1970 UTC) as dateTime, date and time: one for the whole decision. */
  moment(): ReturnType<typeof momentOf> {
    this.#moment ??= momentOf(Number(this.surroundings.clock()), this.implicitZone);
    return this.#moment;
  }

  /**
   * The number of a slot's value among those that targets compare it with, when the slot has one value; otherwise one of the
   * negative constants of `keys.ts`. Comparing numbers is faster than comparing texts, and the text is looked up once.
   */
  keyOf(slot: number): number {
    const key = this.#keys[slot] as number;
    return key === NOT_READ ? this.#readKey(slot) : key;
  }

  /** The numbers of a slot's values, when `keyOf` says there are many. */
  keysOf(slot: number): readonly number[] {
    return this.#many[slot] ?? [];
  }

  #readKey(slot: number): number {
    const { lowerOf, number } = this.surroundings.slots[slot] as Slot;
    const table = this.surroundings.keys[slot] as ReadonlyMap<unknown, number>;
    const quick = lowerOf < 0 ? this.request.keyOf(number, table, OTHER_KEY) : undefined;
    if (quick !== undefined) {
      this.#keys[slot] = quick;
      return quick;
    }
    const bag = this.bag(slot);
    let key: number;
    if (bag instanceof Indeterminate) key = FAILED;
    else if (bag.length === 1) key = table.get(bag[0]) ?? OTHER_KEY;
    else if (bag.length === 0) key = NO_VALUE;
    else {
      key = MANY_VALUES;
      const known = new Set<number>();
      for (const value of bag) {
        const each = table.get(value);
        if (each !== undefined) known.add(each);
      }
      this.#many[slot] = [...known];
    }
    this.#keys[slot] = key;
    return key;
  }

  /** The values of a slot's attribute. */
  bag(slot: number): Bag | Indeterminate {
    const known = this.#bags[slot];
    return known === undefined ? this.#load(slot) : known;
  }

  #load(number: number): Bag | Indeterminate {
    const slot = this.surroundings.slots[number];
    if (slot === undefined) return processingError(`there is no slot ${number}`);
    const found = slot.lowerOf >= 0 ? lowerCase(this.bag(slot.lowerOf)) : this.#find(slot);
    this.#bags[number] = found;
    return found;
  }

  #find(slot: Slot): Bag | Indeterminate {
    const { number, category, attributeId, dataType, issuer } = slot;
    const given = this.request.bag(number, category, attributeId, dataType, issuer);
    if (given instanceof Indeterminate || given.length > 0) return given;
    if (category === ENVIRONMENT && issuer === undefined && attributeId.startsWith(CURRENT)) {
      const current = this.#current(attributeId.slice(CURRENT.length), dataType);
      if (current !== undefined) return [current];
    }
    return this.surroundings.resolveAttribute === undefined
      ? given
      : this.#resolve(slot, this.surroundings.resolveAttribute);
  }

  #current(name: string, dataType: DataType): Value | undefined {
    if (name === 'time' && dataType === TYPES.time) return this.moment().time;
    if (name === 'date' && dataType === TYPES.date) return this.moment().date;
    if (name === 'dateTime' && dataType === TYPES.dateTime) return this.moment().dateTime;
    return undefined;
  }

  #resolve({ category, attributeId, dataType, issuer }: Slot, resolve: ResolveAttribute): Bag | Indeterminate {
    try {
      const texts = resolve({ category, attributeId, dataType: dataType.id, issuer }, this.request);
      return texts === undefined || texts.length === 0 ? EMPTY : texts.map((text) => dataType.parse(text));
    } catch (error) {
      return processingError(
        `looking up ${attributeId} failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function lowerCase(bag: Bag | Indeterminate): Bag | Indeterminate {
  if (bag instanceof Indeterminate) return bag;
  const first = bag[0];
  if (bag.length === 1 && typeof first === 'string') {
    const lower = first.toLowerCase();
    return lower === first ? bag : [lower];
  }
  return bag.map((value) => (value as string).toLowerCase());
}
