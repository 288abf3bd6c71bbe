/** Decisions: the PDP, its context handler, and the doors in front of it. */
export { type AuthorizationDeps, createAuthorization, type DecisionPoint } from './authorization.ts';
export { subjectOf } from './pep.ts';
export { authorizationRoutes } from './routes.ts';
export type {
  Ask,
  AttributeInput,
  Authorization,
  Decision,
  DelegatedRights,
  InstanceInfo,
  Obligation,
  Question,
  Verdict,
} from './types.ts';
