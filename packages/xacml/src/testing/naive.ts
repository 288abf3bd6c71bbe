import { Failure, FUNCTIONS, type NValue, type Plain } from './naive-functions.ts';
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

/**
 * The reference evaluator: the truth tables and appendix C, spelled out. It walks the whole policy, computes everything anew
 * and collects lists where the engine uses marks and indexes. Slow and plain on purpose.
 *
 * Which error is reported when there are several is the engine's documented choice: a missing attribute before others, then
 * the first; strict functions stop at their first failing argument.
 */
type Kind = 'P' | 'D' | 'NA' | 'I{P}' | 'I{D}' | 'I{DP}';
type Match3 = 'match' | 'no match' | Failure;
export interface Item {
  id: string;
  advice: boolean;
  assignments: { id: string; type: Type; value: string }[];
}
interface Outcome {
  kind: Kind;
  cause?: Failure | undefined;
  items: Item[];
  /** Policies and policy sets found applicable. */
  policies: string[];
}

const pick = (failures: readonly (Failure | undefined)[]): Failure | undefined => {
  const real = failures.filter((each): each is Failure => each !== undefined);
  return real.find((each) => each.code === 'missing-attribute') ?? real[0];
};

export class Naive {
  readonly #request: NRequest;
  readonly #repository: ReadonlyMap<string, NPolicy | NPolicySet>;
  #variables = new Map<string, Expr>();

  constructor(request: NRequest, repository: ReadonlyMap<string, NPolicy | NPolicySet>) {
    this.#request = request;
    this.#repository = repository;
  }

  #parse(type: Type, text: string): Plain | Failure {
    if (type === 'string') return text;
    if (type === 'boolean')
      return text === 'true' || text === '1'
        ? true
        : text === 'false' || text === '0'
          ? false
          : new Failure('syntax-error');
    return /^[+-]?[0-9]+$/.test(text) ? BigInt(text) : new Failure('syntax-error');
  }

  #bag(source: Extract<Expr, { k: 'attr' }>): Plain[] | Failure {
    const found = this.#request
      .filter((each) => each.category === source.category && each.id === source.id)
      .filter((each) => source.issuer === undefined || each.issuer === source.issuer)
      .flatMap((each) => each.values)
      .filter((value) => value.type === source.type)
      .map((value) => this.#parse(value.type, value.text));
    const bad = found.find((each) => each instanceof Failure);
    if (bad instanceof Failure) return bad;
    return found.length === 0 && source.must ? new Failure('missing-attribute') : (found as Plain[]);
  }

  expr(expr: Expr): NValue | Failure {
    switch (expr.k) {
      case 'value':
        return this.#parse(expr.type, expr.text);
      case 'attr':
        return this.#bag(expr);
      case 'var':
        return this.expr(this.#variables.get(expr.id) as Expr);
      case 'higher':
        return this.#higher(
          expr.f,
          expr.g,
          expr.args.map((each) => this.expr(each)),
        );
      case 'apply': {
        const args = expr.args.map((each) => this.expr(each));
        if (expr.f === 'or') return this.#or(args);
        if (expr.f === 'and') return this.#and(args);
        if (expr.f === 'n-of') return this.#nOf(args);
        return this.#strict(expr.f, args);
      }
    }
  }

  #strict(f: string, args: (NValue | Failure)[]): NValue | Failure {
    const bad = args.find((each) => each instanceof Failure);
    if (bad instanceof Failure) return bad;
    return (FUNCTIONS.get(f) as (args: NValue[]) => NValue | Failure)(args as NValue[]);
  }

  #or(args: (NValue | Failure)[]): boolean | Failure {
    return args.includes(true) || (pick(args.map((each) => (each instanceof Failure ? each : undefined))) ?? false);
  }

  #and(args: (NValue | Failure)[]): boolean | Failure {
    if (args.includes(false)) return false;
    return pick(args.map((each) => (each instanceof Failure ? each : undefined))) ?? true;
  }

  #nOf([count, ...rest]: (NValue | Failure)[]): boolean | Failure {
    if (count instanceof Failure) return count;
    if ((count as bigint) < 0n || (count as bigint) > BigInt(rest.length)) return new Failure('processing-error');
    const trues = rest.filter((each) => each === true).length;
    const failures = rest.filter((each): each is Failure => each instanceof Failure);
    if (trues >= Number(count)) return true;
    return trues + failures.length >= Number(count) ? (pick(failures) as Failure) : false;
  }

  #higher(f: string, g: string, args: (NValue | Failure)[]): NValue | Failure {
    const bad = args.find((each) => each instanceof Failure);
    if (bad instanceof Failure) return bad;
    const call = (values: Plain[]): boolean | Failure => this.#strict(g, values) as boolean | Failure;
    const [a, b] = args as NValue[];
    const left = a as Plain[];
    const right = b as Plain[];
    switch (f) {
      case 'any-of':
        return this.#or(right.map((each) => call([a as Plain, each])));
      case 'all-of':
        return this.#and(right.map((each) => call([a as Plain, each])));
      case 'any-of-any':
        return this.#or(left.flatMap((x) => right.map((y) => call([x, y]))));
      case 'all-of-any':
        return this.#and(left.map((x) => this.#or(right.map((y) => call([x, y])))));
      case 'any-of-all':
        return this.#or(left.map((x) => this.#and(right.map((y) => call([x, y])))));
      default:
        return this.#and(left.map((x) => this.#and(right.map((y) => call([x, y])))));
    }
  }

  #match(match: NMatch): Match3 {
    const bag = this.#bag(match.source);
    if (bag instanceof Failure) return bag;
    const literal = this.#parse(match.literal.type, match.literal.text) as Plain;
    const results = bag.map((value) => this.#strict(match.f, [literal, value]));
    if (results.includes(true)) return 'match';
    return pick(results.map((each) => (each instanceof Failure ? each : undefined))) ?? 'no match';
  }

  /** Tables 1 to 3. */
  #target(target: NTarget): Match3 {
    const all = (parts: Match3[]): Match3 =>
      parts.includes('no match')
        ? 'no match'
        : (pick(parts.map((each) => (each instanceof Failure ? each : undefined))) ?? 'match');
    const any = (parts: Match3[]): Match3 =>
      parts.includes('match')
        ? 'match'
        : (pick(parts.map((each) => (each instanceof Failure ? each : undefined))) ?? 'no match');
    return all(target.map((anyOf) => any(anyOf.map((allOf) => all(allOf.map((match) => this.#match(match)))))));
  }

  #items(
    owner: { obligations: NObligation[] },
    effect: 'Permit' | 'Deny',
    type: (expr: Expr) => Type,
  ): Item[] | Failure {
    const items: Item[] = [];
    // The standard does not say whether obligations or advice come first; the engine takes obligations first.
    const ordered = [
      ...owner.obligations.filter((each) => !each.advice),
      ...owner.obligations.filter((each) => each.advice),
    ];
    for (const { id, on, advice, assignments } of ordered) {
      if (on !== effect) continue;
      const written: Item['assignments'] = [];
      for (const assignment of assignments) {
        const value = this.expr(assignment.expr);
        if (value instanceof Failure) return value;
        for (const each of Array.isArray(value) ? value : [value]) {
          written.push({ id: assignment.id, type: type(assignment.expr), value: String(each) });
        }
      }
      items.push({ id, advice, assignments: written });
    }
    return items;
  }

  #rule(rule: NRule): Outcome {
    const indeterminate = (cause: Failure): Outcome => ({
      kind: rule.effect === 'Permit' ? 'I{P}' : 'I{D}',
      cause,
      items: [],
      policies: [],
    });
    const matched = this.#target(rule.target);
    if (matched === 'no match') return { kind: 'NA', items: [], policies: [] };
    if (matched instanceof Failure) return indeterminate(matched);
    const condition = rule.condition === undefined ? true : this.expr(rule.condition);
    if (condition instanceof Failure) return indeterminate(condition);
    if (condition === false) return { kind: 'NA', items: [], policies: [] };
    const items = this.#items(rule, rule.effect, typeOf);
    return items instanceof Failure
      ? indeterminate(items)
      : { kind: rule.effect === 'Permit' ? 'P' : 'D', items, policies: [] };
  }

  #child(child: NRule | NPolicy | NPolicySet | NReference): Outcome {
    if (child.k === 'rule') return this.#rule(child);
    if (child.k !== 'reference') return this.owner(child);
    const found = this.#repository.get(child.id);
    return found === undefined
      ? { kind: 'I{DP}', cause: new Failure('processing-error'), items: [], policies: [] }
      : this.owner(found);
  }

  #childTarget(child: NPolicy | NPolicySet | NReference): Match3 {
    if (child.k !== 'reference') return this.#target(child.target);
    const found = this.#repository.get(child.id);
    return found === undefined ? new Failure('processing-error') : this.#target(found.target);
  }

  /** Table 7 around the combining algorithm. */
  owner(owner: NPolicy | NPolicySet): Outcome {
    const outer = this.#variables;
    this.#variables = new Map(owner.k === 'policy' ? owner.variables.map((each) => [each.id, each.expr]) : []);
    const outcome = this.#evaluate(owner);
    this.#variables = outer;
    return outcome;
  }

  #evaluate(owner: NPolicy | NPolicySet): Outcome {
    const matched = this.#target(owner.target);
    if (matched === 'no match') return { kind: 'NA', items: [], policies: [] };
    const combined = this.#combine(owner);
    const policies = combined.kind === 'NA' ? [] : [...combined.policies, owner.id];
    if (matched instanceof Failure) {
      const kind = combined.kind === 'P' ? 'I{P}' : combined.kind === 'D' ? 'I{D}' : combined.kind;
      return { kind, cause: pick([matched, combined.cause]), items: [], policies };
    }
    if (combined.kind !== 'P' && combined.kind !== 'D') return { ...combined, items: [], policies };
    const own = this.#items(owner, combined.kind === 'P' ? 'Permit' : 'Deny', typeOf);
    if (own instanceof Failure)
      return { kind: combined.kind === 'P' ? 'I{P}' : 'I{D}', cause: own, items: [], policies };
    return { ...combined, items: [...combined.items, ...own], policies };
  }

  #combine(owner: NPolicy | NPolicySet): Outcome {
    const algorithm = owner.algorithm.slice(owner.algorithm.lastIndexOf(':') + 1).replace('ordered-', '');
    const legacy = /xacml:1\.[01]:/.test(owner.algorithm) && algorithm.endsWith('overrides');
    if (algorithm === 'only-one-applicable' && owner.k === 'set') return this.#onlyOne(owner);
    const seen: Outcome[] = [];
    /** Evaluates in order until one has a decision that ends it. */
    const until = (...last: Kind[]): Outcome | undefined => {
      for (const child of owner.k === 'policy' ? owner.rules : owner.children) {
        const outcome = this.#child(child);
        seen.push(outcome);
        if (last.includes(outcome.kind)) return outcome;
      }
      return undefined;
    };
    const finish = (kind: Kind): Outcome => {
      const cause = kind.startsWith('I')
        ? pick(seen.map((each) => (each.kind.startsWith('I') ? each.cause : undefined)))
        : undefined;
      const items =
        kind === 'P' || kind === 'D' ? seen.filter((each) => each.kind === kind).flatMap((each) => each.items) : [];
      return { kind, cause, items, policies: seen.flatMap((each) => each.policies) };
    };
    const any = (...kinds: Kind[]): boolean => seen.some((each) => kinds.includes(each.kind));
    if (algorithm === 'first-applicable') {
      const first = until('P', 'D', 'I{P}', 'I{D}', 'I{DP}');
      return first === undefined ? finish('NA') : finish(first.kind);
    }
    if (algorithm === 'deny-unless-permit') return until('P') === undefined ? finish('D') : finish('P');
    if (algorithm === 'permit-unless-deny') return until('D') === undefined ? finish('P') : finish('D');
    const deny = algorithm === 'deny-overrides';
    const [winner, other] = deny ? (['D', 'P'] as const) : (['P', 'D'] as const);
    if (legacy && owner.k === 'set') {
      if (deny) return until('D', 'I{P}', 'I{D}', 'I{DP}') === undefined ? finish(any('P') ? 'P' : 'NA') : finish('D');
      if (until('P') !== undefined) return finish('P');
      return finish(any('D') ? 'D' : any('I{P}', 'I{D}', 'I{DP}') ? 'I{DP}' : 'NA');
    }
    if (until(winner) !== undefined) return finish(winner);
    if (legacy) {
      if (any(`I{${winner}}`)) return finish('I{DP}');
      return finish(any(other) ? other : any(`I{${other}}`) ? 'I{DP}' : 'NA');
    }
    if (any('I{DP}')) return finish('I{DP}');
    if (any(`I{${winner}}`) && any(`I{${other}}`, other)) return finish('I{DP}');
    if (any(`I{${winner}}`)) return finish(`I{${winner}}`);
    if (any(other)) return finish(other);
    return finish(any(`I{${other}}`) ? `I{${other}}` : 'NA');
  }

  #onlyOne(owner: NPolicySet): Outcome {
    let chosen: NPolicySet['children'][number] | undefined;
    for (const child of owner.children) {
      const matched = this.#childTarget(child);
      if (matched instanceof Failure) return { kind: 'I{DP}', cause: matched, items: [], policies: [] };
      if (matched === 'no match') continue;
      if (chosen !== undefined)
        return { kind: 'I{DP}', cause: new Failure('processing-error'), items: [], policies: [] };
      chosen = child;
    }
    return chosen === undefined ? { kind: 'NA', items: [], policies: [] } : this.#child(chosen);
  }
}

const RESULT_TYPES: readonly [RegExp, Type][] = [
  [
    /^integer-(add|subtract|multiply|divide|mod|abs|from-string|one-and-only|bag|union|intersection)$|-bag-size$/,
    'integer',
  ],
  [/^string-(concatenate|normalize-to-lower-case|from-integer|one-and-only|bag|union|intersection)$/, 'string'],
];

/** The element type of an expression in an obligation; obligations use no variables in the generated policies. */
function typeOf(expr: Expr): Type {
  if (expr.k === 'value' || expr.k === 'attr') return expr.type;
  if (expr.k === 'apply') for (const [pattern, type] of RESULT_TYPES) if (pattern.test(expr.f)) return type;
  return 'boolean';
}
