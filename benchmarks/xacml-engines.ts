import { createMongoAbility } from '@casl/ability';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { createPdp, createRequest, formatResponse, parsePolicy, parseRequest } from '@portvakt/xacml';
import { newEnforcer, newModel, StringAdapter } from 'casbin';
import type { BenchmarkRequest, BenchmarkRule } from './xacml-world.ts';

/** An engine with the rules loaded: decides request number i. */
export interface Contestant {
  readonly name: string;
  decide(i: number): boolean | Promise<boolean>;
}

const STRING = 'http://www.w3.org/2001/XMLSchema#string';
const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';
const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';
const ROLE = 'urn:altinn:rolecode';
const RESOURCE_ID = 'urn:altinn:resource';
const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';

function match(value: string, category: string, id: string): string {
  return `<AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="${STRING}">${value}</AttributeValue><AttributeDesignator AttributeId="${id}" Category="${category}" DataType="${STRING}" MustBePresent="false"/></Match></AllOf>`;
}

/** The rules as an XACML policy in Altinn's form. */
export function policyXml(rules: readonly BenchmarkRule[]): string {
  const written = rules.map(
    ({ roles, resource, action }, i) =>
      `<Rule RuleId="urn:altinn:rule:${i}" Effect="Permit"><Target><AnyOf>${roles.map((role) => match(role, SUBJECT, ROLE)).join('')}</AnyOf><AnyOf>${match(resource, RESOURCE, RESOURCE_ID)}</AnyOf><AnyOf>${match(action, ACTION, ACTION_ID)}</AnyOf></Target></Rule>\n`,
  );
  return `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="urn:altinn:policyid:1" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"><Target/>${written.join('')}</Policy>`;
}

/** A request as JSON profile text. */
export function requestJson({ role, resource, action }: BenchmarkRequest): string {
  const one = (AttributeId: string, Value: string) => [{ Attribute: [{ AttributeId, Value }] }];
  return JSON.stringify({
    Request: { AccessSubject: one(ROLE, role), Resource: one(RESOURCE_ID, resource), Action: one(ACTION_ID, action) },
  });
}

const LIMITS = { maxTextLength: 50_000_000, maxElements: 2_000_000 };

export function portvakt(rules: readonly BenchmarkRule[], requests: readonly BenchmarkRequest[]): Contestant {
  const pdp = createPdp({ root: parsePolicy(policyXml(rules), LIMITS) });
  const parsed = requests.map(({ role, resource, action }) =>
    createRequest({
      categories: [
        { id: SUBJECT, attributes: [{ id: ROLE, values: [role] }] },
        { id: RESOURCE, attributes: [{ id: RESOURCE_ID, values: [resource] }] },
        { id: ACTION, attributes: [{ id: ACTION_ID, values: [action] }] },
      ],
    }),
  );
  const size = parsed.length;
  return {
    name: '@portvakt/xacml, parsed request',
    decide(i) {
      const request = parsed[i % size];
      return request !== undefined && pdp.evaluate(request).results[0]?.decision === 'Permit';
    },
  };
}

export function portvaktJson(rules: readonly BenchmarkRule[], requests: readonly BenchmarkRequest[]): Contestant {
  const pdp = createPdp({ root: parsePolicy(policyXml(rules), LIMITS) });
  const texts = requests.map(requestJson);
  const size = texts.length;
  return {
    name: '@portvakt/xacml, JSON to JSON',
    decide: (i) =>
      formatResponse(pdp.evaluate(parseRequest(texts[i % size] ?? '', 'json')), 'json').includes('"Permit"'),
  };
}

/** No engine at all: a map from resource to rules, then comparisons. The ceiling for any index. */
export function plainLoop(rules: readonly BenchmarkRule[], requests: readonly BenchmarkRequest[]): Contestant {
  const byResource = new Map<string, BenchmarkRule[]>();
  for (const rule of rules) byResource.set(rule.resource, [...(byResource.get(rule.resource) ?? []), rule]);
  const size = requests.length;
  return {
    name: 'plain indexed loop (no XACML)',
    decide(i) {
      const request = requests[i % size];
      if (request === undefined) return false;
      const found = byResource.get(request.resource);
      if (found === undefined) return false;
      for (const rule of found) if (rule.action === request.action && rule.roles.includes(request.role)) return true;
      return false;
    },
  };
}

export async function casbin(
  rules: readonly BenchmarkRule[],
  requests: readonly BenchmarkRequest[],
): Promise<Contestant> {
  const model = newModel(
    '[request_definition]\nr = sub, obj, act\n[policy_definition]\np = sub, obj, act\n[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = r.sub == p.sub && r.obj == p.obj && r.act == p.act',
  );
  const lines = rules.flatMap(({ roles, resource, action }) =>
    roles.map((role) => `p, ${role}, ${resource}, ${action}`),
  );
  const enforcer = await newEnforcer(model, new StringAdapter(lines.join('\n')));
  const size = requests.length;
  return {
    name: 'casbin',
    decide(i) {
      const { role, resource, action } = requests[i % size] as BenchmarkRequest;
      return enforcer.enforceSync(role, resource, action);
    },
  };
}

export function cedarWasm(rules: readonly BenchmarkRule[], requests: readonly BenchmarkRequest[]): Contestant {
  const text = rules
    .map(
      ({ roles, resource, action }) =>
        `permit(principal, action == Action::"${action}", resource == Resource::"${resource}") when { context.role == "${roles[0]}" || context.role == "${roles[1]}" };`,
    )
    .join('\n');
  cedar.preparsePolicySet('benchmark', { staticPolicies: text });
  const size = requests.length;
  return {
    name: 'cedar-wasm (policies parsed before)',
    decide(i) {
      const { role, resource, action } = requests[i % size] as BenchmarkRequest;
      const answer = cedar.statefulIsAuthorized({
        principal: { type: 'User', id: 'u' },
        action: { type: 'Action', id: action },
        resource: { type: 'Resource', id: resource },
        context: { role },
        entities: [],
        preparsedPolicySetId: 'benchmark',
        validateRequest: false,
      });
      if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
      return answer.response.decision === 'allow';
    },
  };
}

/** One ability a role, made before: CASL holds the rights of one user. */
export function casl(rules: readonly BenchmarkRule[], requests: readonly BenchmarkRequest[]): Contestant {
  const abilities = new Map<string, ReturnType<typeof createMongoAbility>>();
  for (const role of new Set(rules.flatMap((rule) => rule.roles))) {
    const own = rules.filter((rule) => rule.roles.includes(role));
    abilities.set(role, createMongoAbility(own.map(({ action, resource }) => ({ action, subject: resource }))));
  }
  const size = requests.length;
  return {
    name: 'CASL, abilities kept',
    decide(i) {
      const { role, resource, action } = requests[i % size] as BenchmarkRequest;
      return abilities.get(role)?.can(action, resource) ?? false;
    },
  };
}
