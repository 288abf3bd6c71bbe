/** What the portal alone reads: which environment this is, and how things stand for an organisation. */
export { Milestones } from './milestones.ts';
export { type PortalRoutesDeps, portalRoutes } from './routes.ts';
