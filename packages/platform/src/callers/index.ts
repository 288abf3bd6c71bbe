/** Who is calling: verifies Maskinporten and Altinn tokens and tells what they prove. */
export {
  type Caller,
  type CallerKind,
  type Callers,
  createCallers,
  type SystemUserIdentity,
  TokenRejected,
} from './callers.ts';
export { requireScope, requireToken } from './guards.ts';
