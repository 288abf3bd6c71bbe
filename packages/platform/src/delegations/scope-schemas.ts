/** The forms of suppliers and consumers on the wire (access-management.md 8.2). */
import { Type } from 'typebox';
import { connectionMembers, permissionMembers, Resource } from './connection-schemas.ts';

export const Suppliers = Type.Array(
  Type.Object({ ...connectionMembers, connections: Type.Array(Type.Object({}), { maxItems: 0 }) }, { title: 'Supply' }),
);

/** Who has given whom the scopes of a resource, by resource. */
export const ScopeResources = Type.Array(
  Type.Object(
    {
      resource: Resource,
      scopes: Type.Array(Type.String()),
      permissions: Type.Array(
        Type.Object({ ...permissionMembers, reason: Type.Null(), created: Type.String({ format: 'date-time' }) }),
      ),
    },
    { title: 'ScopeResource' },
  ),
);
