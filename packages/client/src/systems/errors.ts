import type { Answer } from '../answer.ts';
import { PortvaktError } from '../errors.ts';
import { challenge } from '../refusals.ts';

/** One rule that was broken, e.g. `AUTH.VLD-00003`. */
export interface ValidationFault {
  readonly code: string;
  readonly title?: string;
  readonly paths?: readonly string[];
}

/** The System Register or the system-user API refused, or did not answer. */
export class SystemsError extends PortvaktError {
  override readonly name = 'SystemsError';
  readonly status: number;
  /** `AUTH-000NN` or `STD-00000`, when the answer has one. Match on this, never on the text. */
  readonly problem?: string;
  readonly faults: readonly ValidationFault[];

  constructor(
    message: string,
    details: {
      status: number;
      problem?: string | undefined;
      faults?: readonly ValidationFault[];
      hint?: string | undefined;
    },
  ) {
    super(details.status >= 500 ? 'SYSTEMS_UNAVAILABLE' : 'SYSTEMS_REJECTED', message, {
      retryable: details.status >= 500 || details.status === 429,
      ...(details.hint === undefined ? {} : { hint: details.hint }),
    });
    this.status = details.status;
    this.faults = details.faults ?? [];
    if (details.problem !== undefined) this.problem = details.problem;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  'AUTH-00000': 'The customer’s organisation number is not known to Altinn',
  'AUTH-00001': 'Ask only for rights that the system is registered with',
  'AUTH-00004': 'The customer has a system user with this system and externalRef already: use another externalRef',
  'AUTH-00009': 'An earlier request was rejected: delete it, then ask again',
  'AUTH-00010': 'There is no such request',
  'AUTH-00011': 'The system is unknown or belongs to another vendor',
  'AUTH-00021': 'redirectUrl must equal one of the system’s allowedRedirectUrls, query aside',
  'AUTH-00026': 'The system has no allowedRedirectUrls',
  'AUTH-00058': 'A request for an agent needs at least one access package',
  'AUTH-00059': 'Ask for at least one right or access package',
  'AUTH-00063': 'Ask only for access packages that the system is registered with',
};

/** Reads any of the five error shapes (system-register-and-users.md 2). */
export function systemsError(method: string, path: string, answer: Answer): SystemsError {
  const { status, text: body } = answer;
  const said = challenge(answer);
  const members = object(body);
  const problem = typeof members['code'] === 'string' ? members['code'] : undefined;
  const faults = Array.isArray(members['validationErrors']) ? (members['validationErrors'] as ValidationFault[]) : [];
  const fields = Object.entries((members['errors'] ?? {}) as Record<string, unknown>).map(
    ([field, texts]) => `${field}: ${[texts].flat().join(' ')}`,
  );
  const text =
    [members['title'], members['detail']].filter((part) => typeof part === 'string').join(': ') || plain(body);
  const details = [...faults.map((fault) => `${fault.code} ${fault.title ?? ''}`.trim()), ...fields].join('; ');
  const message = `${method} ${path} answered ${status}${problem ? ` ${problem}` : ''}${text ? `: ${text}` : ''}${details ? ` (${details})` : ''}${said}`;
  return new SystemsError(message, {
    status,
    problem,
    faults,
    // What the server says itself needs no guess.
    hint: problem === undefined ? (said === '' ? hintOf(status) : undefined) : HINTS[problem],
  });
}

const hintOf = (status: number): string | undefined =>
  status === 403
    ? 'The token lacks the scope, or the system belongs to another vendor'
    : status === 401
      ? 'The token is missing, expired or of another environment'
      : undefined;

function object(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

/** A sentence as text or JSON string; nothing of a page of HTML. */
function plain(body: string): string {
  const text = body.trim().replace(/^"|"$/g, '');
  return text.startsWith('{') || text.startsWith('<') ? '' : text.slice(0, 300);
}
