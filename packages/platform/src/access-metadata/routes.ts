import type { FastifyInstance } from 'fastify';
import { areaRoutes } from './area-routes.ts';
import type { AccessMetadataDeps } from './lookups.ts';
import { packageRoutes } from './package-routes.ts';
import { roleRoutes } from './role-routes.ts';
import { metadataSurface } from './surface.ts';

export type { AccessMetadataDeps };

/** `/accessmanagement/api/v1/meta/…`: roles and access packages, open to all (altinn-pdp.md 13.1). */
export function accessMetadataRoutes(app: FastifyInstance, deps: AccessMetadataDeps): void {
  const metadata = metadataSurface(app);
  packageRoutes(metadata, deps);
  areaRoutes(metadata, deps);
  roleRoutes(metadata, deps);
}
