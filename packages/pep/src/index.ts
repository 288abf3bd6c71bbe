/** What the middlewares of all frameworks share. */
export type { Denial, PermissionRule, Refusal, TokenRule } from './decide.ts';
export { checkPermission, checkToken, isRefusal } from './decide.ts';
