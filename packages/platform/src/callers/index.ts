/** Who is calling: verifies Maskinporten and Altinn tokens and tells what they prove. */
export {
  type Caller,
  type CallerKind,
  type Callers,
  createCallers,
  STUDIO_ISSUERS,
  type SystemUserIdentity,
} from './callers.ts';
export { EndedSessions, endSessions } from './ended-sessions.ts';
export { isStudio, requireScope, requireToken, STUDIO } from './guards.ts';
export { isRejected, REFUSALS as CALLER_REFUSALS } from './refusals.ts';
