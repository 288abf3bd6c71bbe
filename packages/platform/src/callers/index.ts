/** Who is calling: verifies Maskinporten and Altinn tokens and tells what they prove. */
export {
  type Caller,
  type CallerKind,
  type Callers,
  createCallers,
  type SystemUserIdentity,
} from './callers.ts';
export { EndedSessions, endSessions } from './ended-sessions.ts';
export { requireScope, requireToken } from './guards.ts';
export { isRejected, REFUSALS as CALLER_REFUSALS } from './refusals.ts';
