/** Each algorithm over every sequence of outcomes up to three long, against what the standard's appendix C says of a whole set of them. */
import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../policy/algorithms.ts';
import { processingError } from '../status.ts';
import {
  type Code,
  DENY,
  INDETERMINATE_D,
  INDETERMINATE_DP,
  INDETERMINATE_P,
  MATCH,
  MATCH_ERROR,
  NO_MATCH,
  NOT_APPLICABLE,
  PERMIT,
} from './codes.ts';
import { type Child, COMBINE, needsAllChildren } from './combining.ts';
import type { EvaluationContext } from './context.ts';

const CODES: readonly Code[] = [PERMIT, DENY, NOT_APPLICABLE, INDETERMINATE_P, INDETERMINATE_D, INDETERMINATE_DP];
const ERRORS: readonly Code[] = [INDETERMINATE_P, INDETERMINATE_D, INDETERMINATE_DP];
const isError = (code: Code): boolean => ERRORS.includes(code);
const sequences = [0, 1, 2, 3].flatMap((length) =>
  Array.from({ length: CODES.length ** length }, (_, number) =>
    Array.from({ length }, (_each, place) => CODES[Math.floor(number / CODES.length ** place) % CODES.length] as Code),
  ),
);

/** What comes of children with these outcomes, and why when it is Indeterminate. */
function combined(algorithm: Algorithm, codes: readonly Code[]) {
  const context = { status: undefined } as unknown as EvaluationContext;
  const reason = (index: number) => processingError(`child ${index}`);
  const children = codes.map((code, index): Child => {
    const why = isError(code) ? reason(index) : undefined;
    return {
      evaluate: () => {
        context.status = why;
        return code;
      },
      applies: () => (code === NOT_APPLICABLE ? NO_MATCH : MATCH),
    };
  });
  const code = COMBINE[algorithm](
    context,
    children,
    codes.map((_code, index) => index),
  );
  return { code, why: context.status?.message };
}

const has = (codes: readonly Code[], ...wanted: readonly Code[]): boolean =>
  codes.some((code) => wanted.includes(code));

function overrides(winner: Code, ofWinner: Code, other: Code, ofOther: Code) {
  return (codes: readonly Code[]): Code => {
    if (has(codes, winner)) return winner;
    if (has(codes, INDETERMINATE_DP)) return INDETERMINATE_DP;
    if (has(codes, ofWinner)) return has(codes, ofOther, other) ? INDETERMINATE_DP : ofWinner;
    if (has(codes, other)) return other;
    return has(codes, ofOther) ? ofOther : NOT_APPLICABLE;
  };
}

function legacyRules(winner: Code, ofWinner: Code, other: Code) {
  return (codes: readonly Code[]): Code => {
    if (has(codes, winner)) return winner;
    if (has(codes, ofWinner)) return INDETERMINATE_DP;
    if (has(codes, other)) return other;
    return codes.some(isError) ? INDETERMINATE_DP : NOT_APPLICABLE;
  };
}

/** CORE appendix C, of all outcomes at once. */
const STANDARD: Readonly<Record<Algorithm, (codes: readonly Code[]) => Code>> = {
  'deny-overrides': overrides(DENY, INDETERMINATE_D, PERMIT, INDETERMINATE_P),
  'permit-overrides': overrides(PERMIT, INDETERMINATE_P, DENY, INDETERMINATE_D),
  'deny-unless-permit': (codes) => (has(codes, PERMIT) ? PERMIT : DENY),
  'permit-unless-deny': (codes) => (has(codes, DENY) ? DENY : PERMIT),
  'first-applicable': (codes) => codes.find((code) => code !== NOT_APPLICABLE) ?? NOT_APPLICABLE,
  'only-one-applicable': (codes) => {
    const [only = NOT_APPLICABLE, ...more] = codes.filter((code) => code !== NOT_APPLICABLE);
    return more.length > 0 ? INDETERMINATE_DP : only;
  },
  'on-permit-apply-second': (codes) => {
    const [first, second, third = NOT_APPLICABLE] = codes;
    if (first === undefined || second === undefined) return INDETERMINATE_DP;
    if (first === PERMIT) return second;
    return has([first], INDETERMINATE_P, INDETERMINATE_DP) ? INDETERMINATE_DP : third;
  },
  'legacy-rule-deny-overrides': legacyRules(DENY, INDETERMINATE_D, PERMIT),
  'legacy-rule-permit-overrides': legacyRules(PERMIT, INDETERMINATE_P, DENY),
  'legacy-policy-deny-overrides': (codes) => {
    if (codes.some((code) => code === DENY || isError(code))) return DENY;
    return has(codes, PERMIT) ? PERMIT : NOT_APPLICABLE;
  },
  'legacy-policy-permit-overrides': (codes) => {
    if (has(codes, PERMIT)) return PERMIT;
    if (has(codes, DENY)) return DENY;
    return codes.some(isError) ? INDETERMINATE_DP : NOT_APPLICABLE;
  },
};

describe.each(Object.keys(STANDARD) as Algorithm[])('%s', (algorithm) => {
  it('gives what the standard gives for every sequence of outcomes', () => {
    for (const codes of sequences)
      expect([codes, combined(algorithm, codes).code]).toEqual([codes, STANDARD[algorithm](codes)]);
  });

  it('says why it is Indeterminate by a child that is, or in words of its own', () => {
    for (const codes of sequences) {
      const { code, why } = combined(algorithm, codes);
      if (!isError(code)) continue;
      const children = codes.flatMap((each, index) => (isError(each) ? [`child ${index}`] : []));
      const isOwn = why?.startsWith(`${algorithm}:`) || why?.startsWith(`${algorithm} needs`);
      expect([codes, why, isOwn || children.includes(String(why))]).toEqual([codes, why, true]);
    }
  });
});

describe('only-one-applicable', () => {
  it('is Indeterminate when it cannot be told whether one applies, for that reason', () => {
    const why = processingError('the target');
    const context = { status: undefined } as unknown as EvaluationContext;
    const failing: Child = {
      evaluate: () => PERMIT,
      applies: () => {
        context.status = why;
        return MATCH_ERROR;
      },
    };
    const permitting: Child = { evaluate: () => PERMIT, applies: () => MATCH };
    for (const children of [[failing], [permitting, failing], [failing, permitting]]) {
      context.status = undefined;
      expect(COMBINE['only-one-applicable'](context, children, [...children.keys()])).toBe(INDETERMINATE_DP);
      expect(context.status).toBe(why);
    }
  });
});

describe('on-permit-apply-second', () => {
  it('needs two or three policies, each of them', () => {
    const four = combined('on-permit-apply-second', [PERMIT, PERMIT, PERMIT, PERMIT]);
    expect(four).toEqual({ code: INDETERMINATE_DP, why: 'on-permit-apply-second needs two or three policies' });
    expect((Object.keys(STANDARD) as Algorithm[]).filter(needsAllChildren)).toEqual(['on-permit-apply-second']);
  });
});
