/** Roles and access packages as subject attributes, those only that a policy can use: pure. */
import { lastPartOf } from '../foundation/index.ts';
import type { HeldRole, Register } from '../register/index.ts';
import type { CompiledPolicy } from '../resources/index.ts';
import type { Added, Subject } from './context.ts';
import * as name from './names.ts';

/** Last parts of package URNs, those only that can make a difference to the policy. */
function tails(policy: CompiledPolicy, urns: readonly string[]): readonly string[] {
  const relevant = policy.relevantValues(name.ACCESS_PACKAGE);
  const all = urns.map(lastPartOf);
  return relevant ? all.filter((one) => relevant.has(one.toLowerCase())) : all;
}

type RoleAttributes = readonly (readonly [string, readonly string[]])[];

/** What a policy needs of a list that the register keeps: worked out once for each pair, and forgotten with either. */
const packagesByPolicy = new WeakMap<CompiledPolicy, WeakMap<readonly string[], readonly string[]>>();
const rolesByPolicy = new WeakMap<CompiledPolicy, WeakMap<readonly HeldRole[], RoleAttributes>>();

function once<K extends object, V>(
  memory: WeakMap<CompiledPolicy, WeakMap<K, V>>,
  policy: CompiledPolicy,
  list: K,
  work: () => V,
): V {
  let byList = memory.get(policy);
  if (!byList) {
    byList = new WeakMap();
    memory.set(policy, byList);
  }
  const known = byList.get(list);
  if (known !== undefined) return known;
  const made = work();
  byList.set(list, made);
  return made;
}

const relevantPackages = (policy: CompiledPolicy, urns: readonly string[]): readonly string[] =>
  once(packagesByPolicy, policy, urns, () => tails(policy, urns));

/** Roles as attributes, without the values that cannot make a difference to the policy. */
const relevantRoles = (policy: CompiledPolicy, roles: readonly HeldRole[]): RoleAttributes =>
  once(rolesByPolicy, policy, roles, () =>
    roleAttributes(roles).flatMap(([id, values]) => {
      if (!policy.mentionsSubject(id)) return [];
      const relevant = policy.relevantValues(id);
      const kept = relevant ? values.filter((one) => relevant.has(one.toLowerCase())) : values;
      return kept.length === 0 ? [] : [[id, kept] as const];
    }),
  );

/** Never handed out as roles of a subject (7.2). */
const HIDDEN_ROLES: ReadonlySet<string> = new Set(['urn:altinn:role:rettighetshaver', 'urn:altinn:role:agent']);

const attributesOfRoles = new WeakMap<readonly HeldRole[], RoleAttributes>();

/**
 * Roles as subject attributes: each under its own URN and under its legacy role code. Policies write codes in lower and in upper
 * case, so both are given.
 */
export function roleAttributes(roles: readonly HeldRole[]): RoleAttributes {
  const known = attributesOfRoles.get(roles);
  if (known) return known;
  const byId = new Map<string, Set<string>>();
  const add = (urn: string, both: boolean) => {
    const id = urn.slice(0, urn.lastIndexOf(':'));
    const values = byId.get(id) ?? new Set();
    byId.set(id, values.add(lastPartOf(urn)));
    if (both) values.add(lastPartOf(urn).toLowerCase()).add(lastPartOf(urn).toUpperCase());
  };
  for (const role of roles) {
    if (HIDDEN_ROLES.has(role.urn)) continue;
    add(role.urn, role.urn.startsWith(`${name.ROLE_CODE}:`));
    if (role.legacyUrn !== undefined) add(role.legacyUrn, true);
  }
  const attributes = [...byId].map(([id, values]) => [id, [...values]] as const);
  attributesOfRoles.set(roles, attributes);
  return attributes;
}

/**
 * What a policy needs of a subject's roles and packages.
 * @param packages undefined where they do not count
 * @param allRoles roles of every kind, or the older codes only
 */
export function subjectAttributes(
  policy: CompiledPolicy,
  roles: readonly HeldRole[],
  packages: { readonly own: readonly string[]; readonly given: readonly string[] } | undefined,
  allRoles: boolean,
): readonly Added[] {
  const found: Added[] = [];
  const add = (id: string, values: readonly string[], from: string) => {
    if (values.length > 0) found.push({ category: 'subject', id, values, from });
  };
  if (packages) {
    const own = relevantPackages(policy, packages.own);
    const given = tails(policy, packages.given);
    add(name.ACCESS_PACKAGE, given.length === 0 ? own : [...own, ...given], 'access packages');
  }
  if (roles.length === 0 || !policy.mentionsSubject(name.ROLE_CODE)) return found;
  for (const [id, values] of relevantRoles(policy, roles))
    if (allRoles) add(id, values, ROLES);
    else if (id === name.ROLE_CODE) {
      const codes = values.filter((code) => code === code.toUpperCase());
      add(id, codes, ROLES);
    }
  return found;
}

const ROLES = 'roles in the register';

/**
 * Whose delegations count for a subject: its own, and those of the organisations in which it has a key role. A system user
 * stands for itself only.
 */
export async function recipients(subject: Subject, register: Register): Promise<readonly string[]> {
  if (subject.systemUser !== undefined) return [subject.systemUser];
  if (!subject.party) return [];
  return [subject.party.uuid, ...(await register.keyOrganizations(subject.party))];
}
