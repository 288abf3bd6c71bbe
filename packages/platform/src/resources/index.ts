/** The resource registry: resources, policies, apps and access lists. */
export { type AccessLists, accessListsIn, type KeptList, type ListInHand } from './access-lists.ts';
export type { Pdp, PolicyDocument, PolicyReading } from './engine.ts';
export {
  type FlatRule,
  flatRules,
  type PolicyAttribute,
  type PolicyRight,
  policyRights,
} from './policy-analysis.ts';
export { warningsHeader } from './policy-warnings.ts';
export { type PolicyTable, type PolicyTableRule, resourceAttributes, writePolicy } from './policy-writer.ts';
export { isPolicyUnusable } from './refusals.ts';
export { resourceJson } from './resource-json.ts';
export {
  appResourceId,
  createResources,
  namedResource,
  type Resources,
  type ResourcesOptions,
  resourceUuid,
} from './resources.ts';
export { type ResourcesRoutesDeps, resourcesRoutes } from './routes.ts';
export { RESOURCE_MEMBERS, RIGHT_WORDS } from './schemas.ts';
export { type ResourcesSeed, seedResources } from './seed.ts';
export type {
  Application,
  CompetentAuthority,
  CompiledPolicy,
  ListMembership,
  LocalizedText,
  ProcessTask,
  ResourceRecord,
} from './types.ts';
export { validateResource } from './validation.ts';
