import fc from 'fast-check';
import { ACTION, POLICY1, POLICY3, RESOURCE, RULE1, RULE3, SUBJECT } from './build.ts';
import type {
  Expr,
  NMatch,
  NObligation,
  NPolicy,
  NPolicySet,
  NReference,
  NRequest,
  NRule,
  NTarget,
  Type,
} from './naive-model.ts';

/** Random policies and requests over a small world, so that things meet: few ids, few values, some of them wrong. */

const WORDS = ['a', 'b', 'A', 'ab', ''];
const NUMBERS = ['0', '1', '2', '-1', '9007199254740993'];
const CATEGORIES = [SUBJECT, RESOURCE, ACTION];
const word = fc.constantFrom(...WORDS);
const number = fc.constantFrom(...NUMBERS);
const category = fc.constantFrom(...CATEGORIES);
const attributeId = fc.constantFrom('x', 'y');
const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 6 });
const issuer = fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant('i') });
const seldomTrue = fc.integer({ min: 0, max: 7 }).map((n) => n === 0);

function attribute(type: Type): fc.Arbitrary<Extract<Expr, { k: 'attr' }>> {
  return fc.record({
    k: fc.constant('attr' as const),
    category,
    id: attributeId,
    type: fc.constant(type),
    must: seldomTrue,
    issuer,
  });
}

const textMatch = fc.record({
  f: fc.constantFrom(
    'string-equal',
    'string-equal',
    'string-equal-ignore-case',
    'string-starts-with',
    'string-regexp-match',
  ),
  literal: fc.record({ type: fc.constant('string' as const), text: word }),
  source: attribute('string'),
});
const numberMatch = fc.record({
  f: fc.constantFrom('integer-equal', 'integer-greater-than'),
  literal: fc.record({ type: fc.constant('integer' as const), text: number }),
  source: attribute('integer'),
});
const brokenMatch = textMatch.map(
  (match): NMatch => ({ ...match, f: 'string-regexp-match', literal: { type: 'string', text: '(' } }),
);
const match: fc.Arbitrary<NMatch> = fc.oneof(
  { weight: 8, arbitrary: textMatch },
  { weight: 3, arbitrary: numberMatch },
  { weight: 1, arbitrary: brokenMatch },
);
const some = <T>(item: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength: 1, maxLength: most });
const target: fc.Arbitrary<NTarget> = fc.array(some(some(match, 2), 3), { maxLength: 2 });

const sometimesEmpty: fc.Arbitrary<NTarget> = fc.oneof(fc.constant<never[]>([]), target);

const literal = (type: Type): fc.Arbitrary<Expr> =>
  (type === 'string' ? word : type === 'integer' ? number : fc.constantFrom('true', 'false')).map((text) => ({
    k: 'value',
    type,
    text,
  }));

const call = (f: fc.Arbitrary<string>, ...args: fc.Arbitrary<Expr>[]): fc.Arbitrary<Expr> =>
  fc.tuple(f, ...args).map(([name, ...rest]): Expr => ({ k: 'apply', f: name, args: rest as Expr[] }));
const anyCall = (f: string, least: number, arg: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> =>
  fc.array(arg, { minLength: least, maxLength: least + 2 }).map((args): Expr => ({ k: 'apply', f, args }));
const name = (...names: string[]): fc.Arbitrary<string> => fc.constantFrom(...names);

const { truth, text, count, texts, counts } = fc.letrec<Record<'truth' | 'text' | 'count' | 'texts' | 'counts', Expr>>(
  (tie) => {
    const [t, s, n, ss, ns] = [tie('truth'), tie('text'), tie('count'), tie('texts'), tie('counts')];
    const depth = { depthSize: 'small', withCrossShrink: true } as const;
    const higher = fc
      .tuple(name('any-of', 'all-of'), name('string-equal', 'string-starts-with', 'string-regexp-match'), s, ss)
      .map(([f, g, a, b]): Expr => ({ k: 'higher', f, g, args: [a, b] }));
    const pairs = fc
      .tuple(
        name('any-of-any', 'all-of-any', 'any-of-all', 'all-of-all'),
        name('integer-equal', 'integer-greater-than'),
        ns,
        ns,
      )
      .map(([f, g, a, b]): Expr => ({ k: 'higher', f, g, args: [a, b] }));
    return {
      truth: fc.oneof(
        depth,
        literal('boolean'),
        call(name('string-is-in'), s, ss),
        call(name('string-equal', 'string-equal-ignore-case', 'string-contains', 'string-less-than'), s, s),
        call(name('integer-equal', 'integer-greater-than', 'integer-less-than-or-equal'), n, n),
        call(name('string-at-least-one-member-of', 'string-subset', 'string-set-equals'), ss, ss),
        anyCall('and', 0, t),
        anyCall('or', 0, t),
        call(name('not'), t),
        fc.tuple(fc.constantFrom('0', '1', '2', '3'), fc.array(t, { maxLength: 3 })).map(
          ([least, args]): Expr => ({
            k: 'apply',
            f: 'n-of',
            args: [{ k: 'value', type: 'integer', text: least }, ...args],
          }),
        ),
        higher,
        pairs,
      ),
      text: fc.oneof(
        depth,
        literal('string'),
        call(name('string-one-and-only'), ss),
        call(name('string-normalize-to-lower-case'), s),
        anyCall('string-concatenate', 2, s),
        call(name('string-from-integer'), n),
      ),
      count: fc.oneof(
        depth,
        literal('integer'),
        call(name('integer-one-and-only'), ns),
        call(name('string-bag-size'), ss),
        call(name('integer-subtract', 'integer-divide', 'integer-mod'), n, n),
        anyCall('integer-add', 2, n),
        anyCall('integer-multiply', 2, n),
        call(name('integer-abs'), n),
        call(name('integer-from-string'), s),
      ),
      texts: fc.oneof(
        depth,
        attribute('string'),
        anyCall('string-bag', 0, s),
        call(name('string-union', 'string-intersection'), ss, ss),
      ),
      counts: fc.oneof(
        depth,
        attribute('integer'),
        anyCall('integer-bag', 0, n),
        call(name('integer-union', 'integer-intersection'), ns, ns),
      ),
    };
  },
);

const obligation: fc.Arbitrary<NObligation> = fc.record({
  id: fc.constantFrom('o1', 'o2'),
  on: fc.constantFrom('Permit' as const, 'Deny' as const),
  advice: seldomTrue,
  assignments: fc.array(fc.record({ id: fc.constantFrom('p', 'q'), expr: fc.oneof(text, count, texts, counts) }), {
    maxLength: 2,
  }),
});
const obligations: fc.Arbitrary<NObligation[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<never[]>([]) },
  { weight: 1, arbitrary: fc.array(obligation, { maxLength: 2 }) },
);

const usesVariable = truth.map((expr): Expr => ({ k: 'apply', f: 'or', args: [{ k: 'var', id: 'v' }, expr] }));
const rule = (id: string): fc.Arbitrary<NRule> =>
  fc.record({
    k: fc.constant('rule' as const),
    id: fc.constant(id),
    effect: fc.constantFrom('Permit' as const, 'Deny' as const),
    target,
    condition: fc.oneof(rarely(truth), fc.constant(undefined), usesVariable),
    obligations,
  });

const OVERRIDES = ['deny-overrides', 'permit-overrides'];
const ordered = OVERRIDES.map((each) => `ordered-${each}`);
const rule11 = RULE1.replace(':1.0:', ':1.1:');
const policy11 = POLICY1.replace(':1.0:', ':1.1:');
const modern = (prefix: string): string[] =>
  [...OVERRIDES, ...ordered, 'deny-unless-permit', 'permit-unless-deny'].map((each) => prefix + each);
const RULE_ALGORITHMS = [
  ...modern(RULE3),
  `${RULE1}first-applicable`,
  ...OVERRIDES.map((each) => RULE1 + each),
  ...ordered.map((each) => rule11 + each),
];
const POLICY_ALGORITHMS = [
  ...modern(POLICY3),
  `${POLICY1}first-applicable`,
  `${POLICY1}only-one-applicable`,
  ...OVERRIDES.map((each) => POLICY1 + each),
  ...ordered.map((each) => policy11 + each),
];

const policyOf = (id: string): fc.Arbitrary<NPolicy> =>
  fc.record({
    k: fc.constant('policy' as const),
    id: fc.constant(id),
    algorithm: fc.constantFrom(...RULE_ALGORITHMS),
    target: sometimesEmpty,
    variables: truth.map((expr) => [{ id: 'v', expr }]),
    rules: fc
      .integer({ min: 0, max: 7 })
      .chain((size) => fc.tuple(...Array.from({ length: size }, (_, i) => rule(`r${i}`)))),
    obligations,
  });

const reference: fc.Arbitrary<NReference> = fc
  .constantFrom('ref0', 'ref1', 'nowhere')
  .map((id) => ({ k: 'reference', id }));

const setOf = (id: string, deep: boolean): fc.Arbitrary<NPolicySet> =>
  fc.record({
    k: fc.constant('set' as const),
    id: fc.constant(id),
    algorithm: fc.constantFrom(...POLICY_ALGORITHMS),
    target: sometimesEmpty,
    children: fc
      .integer({ min: 0, max: 5 })
      .chain((size) =>
        fc.tuple(
          ...Array.from({ length: size }, (_, i) =>
            fc.oneof(
              { weight: 5, arbitrary: policyOf(`${id}.${i}`) as fc.Arbitrary<NPolicySet['children'][number]> },
              { weight: 1, arbitrary: reference },
              ...(deep ? [{ weight: 2, arbitrary: setOf(`${id}.${i}`, false) }] : []),
            ),
          ),
        ),
      ),
    obligations,
  });

const typed = (type: Type, good: fc.Arbitrary<string>): fc.Arbitrary<{ type: Type; text: string }> =>
  good.map((each) => ({ type, text: each }));
const value = fc.oneof(
  { weight: 6, arbitrary: typed('string', word) },
  { weight: 4, arbitrary: typed('integer', number) },
  { weight: 1, arbitrary: typed('integer', fc.constant('none')) },
);

const request: fc.Arbitrary<NRequest> = fc.array(
  fc.record({ category, id: attributeId, issuer, values: fc.array(value, { minLength: 1, maxLength: 2 }) }),
  { maxLength: 6 },
);

export interface World {
  root: NPolicy | NPolicySet;
  references: [NPolicy, NPolicySet];
  requests: NRequest[];
}

/** A root, two documents that references find, and requests to put to them. */
export const world = (requests: number): fc.Arbitrary<World> =>
  fc.record({
    root: fc.oneof(
      { weight: 2, arbitrary: policyOf('root') as fc.Arbitrary<NPolicy | NPolicySet> },
      { weight: 1, arbitrary: setOf('root', true) },
    ),
    references: fc.tuple(
      policyOf('ref0'),
      setOf('ref1', false).map((set) => ({ ...set, children: set.children.filter((each) => each.k !== 'reference') })),
    ),
    requests: fc.array(request, { minLength: requests, maxLength: requests }),
  });
