import type { Explained } from '../api/types.ts';
import type { Texts } from '../texts/index.tsx';

const ERRORS = ['syntax-error', 'processing-error'];

/** Which sentence says why it was decided so. @param hasPolicy the resource has a policy */
export function whyOf(
  { decision, status, explanation }: Explained,
  hasPolicy: boolean,
): keyof Texts['playground']['reasons'] {
  if (decision === 'Permit') return explanation.decidedBy === 'delegation' ? 'delegated' : 'permit';
  if (decision === 'Deny') return explanation.decidedBy === 'access list' ? 'list' : 'deny';
  if (decision === 'NotApplicable') return (explanation.accepts ?? []).length === 0 ? 'noRule' : 'lacks';
  if (!hasPolicy) return 'noPolicy';
  return ERRORS.some((code) => status.statusCode.value.endsWith(code)) ? 'unreadable' : 'undecided';
}
