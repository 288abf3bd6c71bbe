/** What is left of a bound that several evaluations share. */
export interface Budget {
  left: number;
}

/** What is left for several decisions together. */
export interface Purse {
  calls: number;
  regexpSteps: number;
  xpathSteps: number;
}

/** What a request for several decisions may spend. */
export function purseOf({ maxCalls, maxRegexpSteps, maxXPathSteps }: PdpLimits): Purse {
  return { calls: maxCalls * SHARES, regexpSteps: maxRegexpSteps * SHARES, xpathSteps: maxXPathSteps * SHARES };
}

const SHARES = 10;

/**
 * Bounds on what the engine accepts and spends. A request for several decisions may spend what ten single ones may. Every one can be lowered or raised where a
 * document or PDP is made.
 */
export interface PdpLimits {
  /** Longest XML or JSON text, in UTF-16 units. */
  readonly maxTextLength: number;
  /** Deepest nesting of XML elements or JSON values. */
  readonly maxDepth: number;
  /** Most XML elements in one document. */
  readonly maxElements: number;
  /** Most individual decisions that one multiple-decision request may ask for. */
  readonly maxDecisions: number;
  /** Most attributes that the decisions of one such request may copy or echo together: a small request can name a large category many times. */
  readonly maxAttributes: number;
  /** Deepest chain of policy references. */
  readonly maxReferenceDepth: number;
  /** Longest integer, in decimal digits, that a value or an arithmetic result may have. */
  readonly maxIntegerDigits: number;
  /** Most automaton states of one regular expression. */
  readonly maxRegexpStates: number;
  /** Most steps of matching regular expressions in one decision. */
  readonly maxRegexpSteps: number;
  /** Longest text, in UTF-16 units, that a function may produce. */
  readonly maxStringLength: number;
  /** Most values in a bag that a function may produce. */
  readonly maxBagSize: number;
  /** Most steps (node visits and operations) of the XPaths of one decision. */
  readonly maxXPathSteps: number;
  /** Most calls of functions on single values of bags that one decision may make. */
  readonly maxCalls: number;
}

/** The bounds used when nothing else is given. */
export const DEFAULT_LIMITS: PdpLimits = Object.freeze({
  maxTextLength: 5_000_000,
  maxDepth: 200,
  maxElements: 200_000,
  maxDecisions: 1_000,
  maxAttributes: 1_000_000,
  maxReferenceDepth: 32,
  maxIntegerDigits: 4_096,
  maxRegexpStates: 10_000,
  maxRegexpSteps: 10_000_000,
  maxStringLength: 1_000_000,
  maxBagSize: 100_000,
  maxXPathSteps: 1_000_000,
  maxCalls: 2_000_000,
});

/** Fills what `given` leaves out from the defaults. */
export function withDefaults(given: Partial<PdpLimits> | undefined): PdpLimits {
  return given === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...given };
}
