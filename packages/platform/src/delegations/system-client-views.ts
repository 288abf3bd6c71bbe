/** Clients of system users as Altinn's own services read them (access-management.md 9). */
import { Type } from 'typebox';
import { lastPartOf, NIL_UUID } from '../foundation/index.ts';
import type { Catalogue, Party } from '../register/index.ts';
import type { HeldClient } from './client-access.ts';
import { delegationId, type GrantRow } from './client-store.ts';
import { AGENT_ROLE } from './role-names.ts';
import { orNull, Uuid } from './schema-parts.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

export const SystemUserClients = Type.Array(
  Type.Object({
    party: Type.Object({
      id: Uuid,
      name: Type.String(),
      organizationNumber: Type.String(),
      unitType: orNull(Type.String()),
    }),
    access: Type.Array(Type.Object({ role: Type.String(), packages: Type.Array(Type.String()) })),
  }),
);

const Entity = Type.Object(
  {
    id: Uuid,
    typeId: Uuid,
    variantId: Uuid,
    name: Type.String(),
    refId: Type.String(),
    parentId: orNull(Uuid),
  },
  { title: 'DelegationEnd' },
);
const Role = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    code: Type.String(),
    description: Type.String(),
    isKeyRole: Type.Boolean(),
    urn: Type.String(),
    legacyRoleCode: Type.Null(),
    legacyUrn: Type.Null(),
    provider: Type.Null(),
  },
  { title: 'DelegationRole' },
);
export const SystemUserDelegations = Type.Array(
  Type.Object({
    id: Uuid,
    delegation: Type.Object({ id: Uuid, fromId: Uuid, toId: Uuid, facilitatorId: Uuid }),
    from: Entity,
    role: Role,
    to: Entity,
    facilitator: Entity,
    facilitatorRole: Role,
  }),
);

/** By which a party is a client here, by their codes. */
export const CLIENT_ROLES = [
  'regnskapsforer',
  'revisor',
  'forretningsforer',
  'rettighetshaver',
  'deltaker-delt-ansvar',
  'deltaker-fullt-ansvar',
] as const;

/** Clients that are organisations, with the names of what each has given by these roles. @param packages the names that a client must have, all of them */
export const systemClientLines = (held: Iterable<HeldClient>, roles: readonly string[], packages: readonly string[]) =>
  [...held].flatMap(({ client, byRole }) => {
    const access = [...byRole.values()]
      .filter((one) => roles.includes(lastPartOf(one.role)) && one.packages.size > 0)
      .map((one) => ({ role: lastPartOf(one.role), packages: [...one.packages].map(lastPartOf) }));
    const has = new Set(access.flatMap((one) => one.packages));
    if (client.type !== 'organization' || access.length === 0 || !packages.every((name) => has.has(name))) return [];
    const { uuid: id, name, organizationNumber = '', form: unitType = null } = client;
    return { party: { id, name, organizationNumber, unitType }, access };
  });

function entityJson(catalogue: Catalogue, party: Party) {
  const variant = catalogue.variant(party.form ?? 'Person');
  return {
    id: party.uuid,
    typeId: variant?.typeId ?? NIL_UUID,
    variantId: variant?.id ?? NIL_UUID,
    name: party.name,
    refId: party.organizationNumber ?? party.uuid,
    parentId: party.parentUuid ?? null,
  };
}

function roleJson(catalogue: Catalogue, urn: string) {
  const role = catalogue.role(urn);
  return {
    id: role?.id ?? NIL_UUID,
    name: role?.name ?? urn,
    code: role?.code ?? lastPartOf(urn),
    description: role?.description ?? '',
    isKeyRole: role?.isKeyRole ?? false,
    urn,
    legacyRoleCode: null,
    legacyUrn: null,
    provider: null,
  };
}

/** What a system user has of clients through one facilitator: one line for each client and role. */
export async function systemDelegationLines(
  { register, systemUsers }: DelegationsRoutesDeps,
  facilitator: Party,
  rows: readonly GrantRow[],
) {
  const { catalogue } = register;
  const parties = await register.parties(rows.map((row) => row.from_uuid));
  const users = new Map((await systemUsers([...new Set(rows.map((row) => row.to_uuid))])).map((one) => [one.id, one]));
  const variant = catalogue.variant('AgentSystem');
  const byId = new Map(rows.map((row) => [delegationId(row), row]));
  return [...byId].flatMap(([id, row]) => {
    const [client, user] = [parties.get(row.from_uuid), users.get(row.to_uuid)];
    if (!client || !user) return [];
    return {
      id,
      delegation: { id, fromId: row.from_uuid, toId: row.to_uuid, facilitatorId: row.via_uuid },
      from: entityJson(catalogue, client),
      role: roleJson(catalogue, AGENT_ROLE),
      to: {
        id: user.id,
        typeId: variant?.typeId ?? NIL_UUID,
        variantId: variant?.id ?? NIL_UUID,
        name: user.name,
        refId: user.id,
        parentId: null,
      },
      facilitator: entityJson(catalogue, facilitator),
      facilitatorRole: roleJson(catalogue, row.via_role),
    };
  });
}
