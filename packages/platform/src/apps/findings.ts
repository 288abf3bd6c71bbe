/** What is found in an app's files: what TT02 would refuse, decide otherwise than is meant, or do that is not done here. */

export interface Finding {
  /** `error`: TT02 refuses it or the app does not start, and it is not brought in. `warning`: TT02 takes it. `note`: it is otherwise here. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: FindingCode;
  /** What is wrong, what TT02 makes of it, and what to do. */
  readonly message: string;
  /** As the files were named. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export const FINDING_CODES = [
  'metadata-missing',
  'metadata-unreadable',
  'app-id-invalid',
  'org-differs',
  'data-type-invalid',
  'data-type-repeated',
  'data-type-task-unknown',
  'data-type-unknown',
  'process-missing',
  'process-unreadable',
  'process-invalid',
  'process-endless',
  'task-type-missing',
  'task-unreachable',
  'old-form',
  'form-decides',
  'policy-missing',
  'policy-unusable',
  'policy-warning',
  'placeholder',
  'resource-other',
  'resource-not-named',
  'subject-missing',
  'subject-unknown',
  'role-unknown',
  'role-not-looked-up',
  'package-unknown',
  'task-unknown',
  'task-without-rights',
  'owner-without-rights',
  'level-missing',
  'text-unreadable',
  'text-not-published',
  'owner-made',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

/** A place in a file. */
export interface Where {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** Gathers findings, each thing once: a policy of a hundred rules has the same role in each. */
export class Findings {
  readonly #found = new Map<string, Finding>();

  error(code: FindingCode, message: string, where: Where = {}): void {
    this.#add('error', code, message, where);
  }

  warn(code: FindingCode, message: string, where: Where = {}): void {
    this.#add('warning', code, message, where);
  }

  note(code: FindingCode, message: string, where: Where = {}): void {
    this.#add('note', code, message, where);
  }

  get isRefused(): boolean {
    return this.all.some(({ severity }) => severity === 'error');
  }

  /** What is worst comes first; of one kind, in the order in which they were found. */
  get all(): readonly Finding[] {
    const order = ['error', 'warning', 'note'];
    return [...this.#found.values()].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  }

  #add(severity: Finding['severity'], code: FindingCode, message: string, { file, line, column }: Where): void {
    const key = `${code} ${message}`;
    if (this.#found.has(key) || this.#found.size >= MAX_FINDINGS) return;
    this.#found.set(key, {
      severity,
      code,
      message,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    });
  }
}

/** More than anybody reads. */
const MAX_FINDINGS = 500;
