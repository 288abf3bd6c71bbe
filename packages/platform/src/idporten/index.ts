/** The embedded test ID-porten: a real OpenID Connect provider in which one logs in as a synthetic person. Sandbox only. */
export type { IdportenClient } from './clients.ts';
export { createIdporten, type Idporten } from './idporten.ts';
export { idportenRoutes } from './routes.ts';
