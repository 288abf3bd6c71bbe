/** Doors that only the sandbox has: its clock, its certificate authority, and the developer's log of token requests. */
export { TestAuthority } from './authority.ts';
export { type SandboxDeps, sandboxRoutes } from './routes.ts';
