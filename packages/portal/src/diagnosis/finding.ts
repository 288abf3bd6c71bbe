/** What a step of the check says of a client, in the doctor's own words for steps, states and causes (docs/doctor.md). */
import type { CauseId, State, StepId } from '@portvakt/client/doctor';

export type { CauseId, State, StepId } from '@portvakt/client/doctor';

/** Those that a page can take, in the doctor's order: what a program's own configuration, machine and clock are, it cannot see. */
export const STEPS = [
  'maskinporten',
  'key',
  'age',
  'client',
  'registered',
  'scopes',
  'delegation',
  'grant',
  'system',
  'redirect',
  'approval',
  'reference',
  'exchange',
  'rights',
  'decision',
] as const satisfies readonly StepId[];
export type ShownStep = (typeof STEPS)[number];

/** Why a step was not looked at: nobody asked, it wants a key, it could not be read, or a step before it failed. */
export type Skipped = 'unasked' | 'key' | 'unreadable' | 'after';

export interface Finding {
  readonly step: ShownStep;
  readonly state: State;
  /** Of WARN, FAIL and TODO. */
  readonly cause?: CauseId;
  /** Of SKIP. */
  readonly skipped?: Skipped;
  /** What it is about: scopes, kids, addresses. */
  readonly names?: readonly string[];
  /** In the page's own words, where there is more to say than the cause does. */
  readonly told?: { readonly why: string; readonly remedy: string };
  /** The scope that is mended, and its owner's organisation number, where one may log in as who acts for it. */
  readonly owned?: { readonly scope: string; readonly owner: string };
  /** Where it is mended. */
  readonly to?: string;
  /** Word for word from the doctor. */
  readonly verbatim?: string;
}

export const ok = (step: ShownStep, ...names: readonly string[]): Finding => ({ step, state: 'OK', names });
export const skip = (step: ShownStep, skipped: Skipped): Finding => ({ step, state: 'SKIP', skipped });
export const found = (
  step: ShownStep,
  state: 'WARN' | 'FAIL' | 'TODO',
  cause: CauseId,
  ...names: readonly string[]
): Finding => ({ step, state, cause, names });

const isBad = ({ state }: Finding): boolean => state === 'FAIL' || state === 'TODO';

/** The one to do something about first: those after it may only follow from it. */
export const verdictOf = (findings: readonly Finding[]): Finding | undefined => findings.find(isBad);

const WEIGHT: Readonly<Record<State, number>> = { SKIP: 0, OK: 1, WARN: 2, TODO: 3, FAIL: 4 };

/** Of two looks at the same steps what is graver, and what was seen before what was not. */
export const graver = (first: readonly Finding[], second: readonly Finding[]): readonly Finding[] =>
  STEPS.flatMap((step) => {
    const one = first.find((finding) => finding.step === step);
    const other = second.find((finding) => finding.step === step);
    if (!one || !other) return one ?? other ?? [];
    return WEIGHT[other.state] > WEIGHT[one.state]
      ? { ...other, ...(one.to === undefined ? {} : { to: one.to }) }
      : one;
  });
