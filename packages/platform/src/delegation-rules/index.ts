/** The older API over single delegated rights, rule by rule (altinn-pdp.md 12.4). */
export { type DelegationRulesDeps, delegationRulesRoutes } from './routes.ts';
export type { RuleStore } from './rules.ts';
