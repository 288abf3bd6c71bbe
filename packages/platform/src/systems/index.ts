/** The System Register and system users. */
export type { ExternalSystemUser, RegisteredSystem, SystemUser } from './model.ts';
export { systemsRoutes } from './routes.ts';
export type { SystemsRoutesDeps } from './surface.ts';
export { createSystems, type MayUse, type Systems, type SystemsDeps } from './systems.ts';
export type { ExternalIdQuery } from './users.ts';
export { type VendorProgress, vendorProgress } from './vendor-progress.ts';
