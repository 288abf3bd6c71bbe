import type { Decision } from './response.ts';

/** A decision inside the engine: the standard's values with the three kinds of Indeterminate told apart. */
export type Code = 0 | 1 | 2 | 3 | 4 | 5;

export const NOT_APPLICABLE = 0;
export const PERMIT = 1;
export const DENY = 2;
/** Indeterminate that could have been Permit, Deny, or either. */
export const INDETERMINATE_P = 3;
export const INDETERMINATE_D = 4;
export const INDETERMINATE_DP = 5;

/** Result of a target: as numbers, because this is the innermost loop. */
export type MatchCode = 0 | 1 | 2;
export const NO_MATCH = 0;
export const MATCH = 1;
export const MATCH_ERROR = 2;

const DECISIONS: readonly Decision[] = [
  'NotApplicable',
  'Permit',
  'Deny',
  'Indeterminate',
  'Indeterminate',
  'Indeterminate',
];
const NAMES = ['NotApplicable', 'Permit', 'Deny', 'Indeterminate{P}', 'Indeterminate{D}', 'Indeterminate{DP}'] as const;

/** The value as a response writes it. */
export function decisionOf(code: Code): Decision {
  return DECISIONS[code] ?? 'Indeterminate';
}

/** The value with its kind of Indeterminate, for people. */
export function nameOf(code: Code): (typeof NAMES)[number] {
  return NAMES[code] ?? 'Indeterminate{DP}';
}

/** Value of a policy whose target failed (CORE table 7). */
export function underFailedTarget(combined: Code): Code {
  return combined === PERMIT ? INDETERMINATE_P : combined === DENY ? INDETERMINATE_D : combined;
}
