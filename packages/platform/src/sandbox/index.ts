/** Doors that only the sandbox has: its clock, its faults, its certificate authority, its reset, and the developer's log of token requests. */
export { TestAuthority } from './authority.ts';
export { Customer } from './customer.ts';
export { dateHeader } from './date-header.ts';
export { faultHooks } from './fault-hooks.ts';
export { type Fault, Faults, type FaultWish } from './faults.ts';
export { emptyWorld } from './reset-store.ts';
export { type SandboxDeps, sandboxRoutes } from './routes.ts';
export { awayOf, situationHooks } from './situation-hooks.ts';
export { refuseOtherSites, SANDBOX } from './surface.ts';
