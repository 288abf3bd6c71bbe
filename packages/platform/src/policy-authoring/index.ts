/** Policies as people write them: the portal's doors to a resource's policy and to the tests beside it. */
export { POLICY_AUTHORING, type PolicyAuthoringDeps, policyAuthoringRoutes } from './routes.ts';
