/** Whom to ask where access to a scope is missing: a step that says "the owner" leaves one where one was. */
import { organizationName } from '../api/selfservice.ts';
import { whoActsFor } from '../components/go-on-as.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { causeWords, type Texts } from './words.ts';

/**
 * The findings, with the owners of the scopes named in the one that tells of access.
 * @param isSandbox one may log in as the owner, and give it
 */
export async function withOwners(
  findings: readonly Finding[],
  { choices }: Facts,
  of: { readonly organization: string; readonly isSandbox: boolean },
  t: Texts,
): Promise<readonly Finding[]> {
  const finding = findings.find(({ cause }) => cause === 'scope-not-granted');
  const numbers = new Set(finding?.names?.flatMap((scope) => choices?.get(scope)?.owner ?? []));
  if (!finding || numbers.size === 0) return findings;
  const named = await Promise.all(
    [...numbers].map(async (number) => {
      const name = await organizationName(number, of.organization).catch(() => undefined);
      return [number, name === undefined ? grouped(number) : `${isolated(name)} (${grouped(number)})`] as const;
    }),
  );
  const nameOf = new Map(named);
  const owners = [...nameOf.values()].join(', ');
  const owned = of.isSandbox ? ownedOf(finding, choices) : undefined;
  const person = owned && whoActsFor(owned.owner);
  const sandboxWay =
    owned && person !== undefined
      ? t.scopeDesk.onOwnMachineAs(person, nameOf.get(owned.owner) ?? grouped(owned.owner))
      : t.scopeDesk.onOwnMachine(owners);
  const remedy = [t.scopeDesk.askOwner(owners), ...(of.isSandbox ? [sandboxWay] : [])];
  const told = { why: causeWords('scope-not-granted', t).what, remedy: remedy.join(' ') };
  return findings.map((one) => (one === finding ? { ...one, told, ...(owned ? { owned } : {}) } : one));
}

/** The first scope of which it is known who acts for the owner. */
function ownedOf({ names = [] }: Finding, choices: Facts['choices']) {
  const all = names.flatMap((scope) => {
    const owner = choices?.get(scope)?.owner;
    return owner === undefined ? [] : [{ scope, owner }];
  });
  return all.find(({ owner }) => whoActsFor(owner) !== undefined);
}
