import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createPdp, flattenRules, type Pdp, type PolicyDocument, parseRequest, type TraceNode } from '@portvakt/xacml';
import { type Expected, mismatch, readExpected } from './expected.ts';
import { formatOf, located, PolicyToolError, policyFiles, readPolicy, readText } from './files.ts';

/** One request with what it must give. */
interface Case {
  readonly name: string;
  readonly request: string;
  readonly expected: string;
  /** The policy files; the first one is the root. */
  readonly policies: readonly string[];
}

export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  /** Why it failed. */
  readonly reason: string | undefined;
  readonly milliseconds: number;
}

export interface RuleCoverage {
  readonly file: string;
  readonly policyId: string;
  readonly ruleId: string;
  readonly line: number;
  /** How many requests the rule gave its effect for. */
  readonly decided: number;
}

export interface SuiteReport {
  readonly cases: readonly CaseResult[];
  readonly coverage: readonly RuleCoverage[];
}

const REQUEST = /^(.*?)[._-]?request\.(json|xml)$/i;

/** The file beside a request that says what is expected: `name.expected.json`, `name.response.xml`, `name.expected.txt` … */
function expectedBeside(folder: string, prefix: string, names: readonly string[]): string | undefined {
  const found = names.find((name) => {
    const match = /^(.*?)[._-]?(?:expected|response)\.(?:json|xml|txt)$/i.exec(name);
    return match !== null && match[1] === prefix;
  });
  return found === undefined ? undefined : join(folder, found);
}

/** The policy of a folder: `Policy.xml` (with `Policies/` for references), or `Policies/Policy.xml`. */
function folderPolicies(folder: string): readonly string[] | undefined {
  const others = join(folder, 'Policies');
  const referenced = existsSync(others) ? policyFiles(others) : [];
  const root = [join(folder, 'Policy.xml'), join(folder, 'policy.xml'), join(others, 'Policy.xml')].find((path) =>
    existsSync(path),
  );
  if (root === undefined) return undefined;
  return [root, ...referenced.filter((path) => path !== root)];
}

function collect(folder: string, inherited: readonly string[] | undefined, prefix: string, cases: Case[]): void {
  const policies = folderPolicies(folder) ?? inherited;
  const names = readdirSync(folder).sort();
  for (const name of names) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      if (name !== 'Policies') collect(path, policies, `${prefix}${name}/`, cases);
      continue;
    }
    const match = REQUEST.exec(name);
    if (match === null) continue;
    const title = `${prefix}${match[1] ?? ''}`.replace(/\/$/, '') || name;
    const expected = expectedBeside(folder, match[1] ?? '', names);
    if (expected === undefined)
      throw new PolicyToolError(`${path} has no file beside it that says what is expected (${match[1]}.expected.json)`);
    if (policies === undefined)
      throw new PolicyToolError(`${path}: there is no Policy.xml in its folder or above; give one with --policy`);
    cases.push({ name: title, request: path, expected, policies });
  }
}

/** The cases of a folder and the folders in it, by name. @throws PolicyToolError for a request without expectation or policy. */
export function findCases(folder: string, policies: readonly string[] | undefined): Case[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new PolicyToolError(`${folder} is no folder`);
  const cases: Case[] = [];
  collect(folder, policies, '', cases);
  if (cases.length === 0)
    throw new PolicyToolError(`${folder} holds no request; name them like read.request.json and read.expected.json`);
  return cases;
}

interface Loaded {
  readonly pdp: Pdp;
  readonly documents: readonly [string, PolicyDocument][];
}

/** Counts the rules that gave their effect. */
function countRules(node: TraceNode, policyId: string, counts: Map<string, number>): void {
  if (node.kind === 'Rule' && (node.outcome === 'Permit' || node.outcome === 'Deny')) {
    const key = `${policyId}\n${node.id}\n${node.line}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const inner = node.kind === 'Policy' ? (node.id ?? '') : policyId;
  for (const step of node.steps) countRules(step, inner, counts);
}

/** Runs cases, and sums up which rules decided. Policies are read once. */
export class Suite {
  readonly #loaded = new Map<string, Loaded>();
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #now: () => number;

  /** @param now a clock in milliseconds, for the time each case took. */
  constructor(now: () => number) {
    this.#now = now;
  }

  #load(policies: readonly string[]): Loaded {
    const key = policies.join('\n');
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const documents = policies.map((path): [string, PolicyDocument] => [path, readPolicy(path)]);
    const [root] = documents;
    if (root === undefined) throw new PolicyToolError('there is no policy to test');
    const loaded = {
      pdp: createPdp({ root: root[1], policies: documents.map(([, document]) => document) }),
      documents,
    };
    this.#loaded.set(key, loaded);
    this.#counts.set(key, new Map());
    return loaded;
  }

  #problem(each: Case): string | undefined {
    let expected: Expected;
    try {
      expected = readExpected(each.expected);
      const { pdp } = this.#load(each.policies);
      const text = readText(each.request);
      const { response, decisions } = pdp.explain(parseRequest(text, formatOf(each.request, text)));
      const counts = this.#counts.get(each.policies.join('\n')) ?? new Map<string, number>();
      for (const trace of decisions) countRules(trace, '', counts);
      return mismatch(response, expected);
    } catch (error) {
      return error instanceof PolicyToolError ? error.message : located(each.request, error);
    }
  }

  run(each: Case): CaseResult {
    const start = this.#now();
    const reason = this.#problem(each);
    return { name: each.name, passed: reason === undefined, reason, milliseconds: this.#now() - start };
  }

  /** Every rule of the policies that were used, with how often it decided. */
  coverage(): RuleCoverage[] {
    const rules = new Map<string, RuleCoverage>();
    for (const [key, { documents }] of this.#loaded) {
      const counts = this.#counts.get(key);
      for (const [file, document] of documents) {
        for (const { policyId, ruleId, line } of flattenRules(document)) {
          // Rules may share an id; a line tells them apart.
          const name = `${file}\n${policyId}\n${ruleId}\n${line}`;
          const decided = (rules.get(name)?.decided ?? 0) + (counts?.get(`${policyId}\n${ruleId}\n${line}`) ?? 0);
          rules.set(name, { file, policyId, ruleId, line, decided });
        }
      }
    }
    return [...rules.values()];
  }
}
