import type { PolicyDocument } from '@portvakt/xacml';

/** Headers have little room: `portvakt policy check` and the policy desk show all. */
const MAX_LISTED = 20;

/**
 * The warnings of a stored policy as a header of the answer, whose body Altinn's wire leaves empty: a list of codes with line and column as
 * parameters (RFC 9651), such as `altinn-alternatives;line=12;column=3`. None without warnings.
 */
export function warningsHeader(warnings: PolicyDocument['warnings']): Readonly<Record<string, string>> {
  if (warnings.length === 0) return {};
  const listed = warnings.slice(0, MAX_LISTED).map(({ code, line, column }) => `${code};line=${line};column=${column}`);
  return { 'portvakt-policy-warnings': listed.join(', ') };
}
