/** Doors that only the sandbox has: its clock, and the developer's log of token requests. */
export { type SandboxDeps, sandboxRoutes } from './routes.ts';
