/** What roles and access packages there are, as Access Management tells everyone (altinn-pdp.md 13.1). */
export { type AccessMetadataDeps, accessMetadataRoutes } from './routes.ts';
