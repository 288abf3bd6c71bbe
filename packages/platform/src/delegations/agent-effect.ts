/** What an agent has of a client at this moment: what it was given, as far as its facilitator still has it (access-management.md 2). */
import type { Catalogue, Party, Register } from '../register/index.ts';
import { type GrantRow, isOwn } from './client-store.ts';
import type { Given } from './given.ts';
import { RIGHTHOLDER } from './role-names.ts';
import type { RightRow } from './store.ts';

interface Sources {
  readonly register: Register;
  /** What the client has given the facilitator itself; remembered. */
  readonly directOf: (facilitator: string) => Promise<Given | undefined>;
}

/** @returns URNs of packages, and the facilitator's single rights on the resources, as those of the agent */
export async function inEffect(
  sources: Sources,
  grants: readonly GrantRow[],
): Promise<{ readonly packages: readonly string[]; readonly rights: readonly RightRow[] }> {
  const packages: string[] = [];
  const rights: RightRow[] = [];
  for (const grant of grants) {
    const { via_uuid: via, kind, item } = grant;
    if (isOwn(grant)) {
      packages.push(item);
      continue;
    }
    const direct = await sources.directOf(via);
    if (kind === 'package') {
      const isGiven = grant.via_role === RIGHTHOLDER && has(direct, item);
      if (isGiven || (await isByRole(sources.register, grant))) packages.push(item);
    } else if (await roleStands(sources.register, grant)) {
      const whole = direct?.rights.filter((row) => row.resource_id === item && row.instance_id === '') ?? [];
      rights.push(...whole.map((row) => ({ ...row, to_uuid: grant.to_uuid })));
    }
  }
  return { packages, rights };
}

const has = (given: Given | undefined, urn: string): boolean =>
  given?.packages.some((row) => row.package === urn && row.via_uuid === '') ?? false;

async function ends(register: Register, grant: GrantRow): Promise<readonly [Party, Party] | undefined> {
  const [facilitator, client] = await Promise.all([
    register.party({ uuid: grant.via_uuid }),
    register.party({ uuid: grant.from_uuid }),
  ]);
  return facilitator && client ? [facilitator, client] : undefined;
}

/** Rights that are given make a rightholder by themselves; any other role must be there. */
async function roleStands(register: Register, grant: GrantRow): Promise<boolean> {
  if (grant.via_role === RIGHTHOLDER) return true;
  const both = await ends(register, grant);
  return both !== undefined && (await register.roles(...both)).some((role) => role.urn === grant.via_role);
}

async function isByRole(register: Register, grant: GrantRow): Promise<boolean> {
  const both = await ends(register, grant);
  return (
    both !== undefined &&
    gives(register.catalogue, grant, both[1]) &&
    (await register.roles(...both)).some((role) => role.urn === grant.via_role)
  );
}

const gives = (catalogue: Catalogue, { via_role: role, item }: GrantRow, client: Party): boolean =>
  catalogue.packagesOf(role, client.form).some((row) => row.package === item);
