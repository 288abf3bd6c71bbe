/** The System Register and system users. */

export type { Approver } from './approval.ts';
export type { ExternalSystemUser, RegisteredSystem, SystemUser, SystemUserRequest } from './model.ts';
export { bindSystem } from './register-rules.ts';
export { bindRequest } from './request-rules.ts';
export { TIMEOUT_MS } from './request-views.ts';
export type { AroundAsking, Asked, Asking } from './requests.ts';
export { systemsRoutes } from './routes.ts';
export type { SystemsRoutesDeps } from './surface.ts';
export { ACCESS_MANAGEMENT } from './surface.ts';
export { createSystems, type MayUse, type Systems, type SystemsDeps } from './systems.ts';
export type { ExternalIdQuery } from './users.ts';
export { type VendorProgress, vendorProgress } from './vendor-progress.ts';
