/** The steps of maskinporten.md 2.4 that can fail; names for the developer's log. */
export const CHECKS = [
  'request',
  'header',
  'claims',
  'client',
  'key',
  'certificate',
  'signature',
  'audience',
  'time',
  'replay',
  'scope',
  'access',
  'delegation',
  'target',
  'person',
  'authorization_details',
] as const;
export type Check = (typeof CHECKS)[number];

interface Refusal {
  readonly status?: number;
  readonly error: string;
  /** `MP-nnn`; gives `error_uri`. */
  readonly code?: string;
  readonly check: Check;
  /** What the client is told, without a final full stop. */
  readonly description: string;
  /** For the developer's log: what to do. */
  readonly remedy: string;
  /** For who says the two in words of its own: the values in them. Never a secret. */
  readonly parameters?: Parameters;
}

export type Parameters = Readonly<Record<string, string | number>>;

/** A token request that is refused (maskinporten.md 4). */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
  readonly status: number;
  readonly error: string;
  readonly code: string | undefined;
  readonly check: Check;
  readonly remedy: string;
  readonly parameters: Parameters;

  constructor(refusal: Refusal) {
    super(refusal.description);
    this.status = refusal.status ?? 400;
    this.error = refusal.error;
    this.code = refusal.code;
    this.check = refusal.check;
    this.remedy = refusal.remedy;
    this.parameters = refusal.parameters ?? {};
  }
}

export const invalidRequest = (
  description: string,
  remedy: string,
  check: Check = 'request',
  parameters: Parameters = {},
): GrantRefused => new GrantRefused({ error: 'invalid_request', check, description, remedy, parameters });

export const malformed = (why: string, check: Check = 'claims', parameters: Parameters = {}): GrantRefused =>
  new GrantRefused({
    error: 'invalid_request',
    code: 'MP-011',
    check,
    description: `Invalid assertion. Invalid parameter value: ${why}`,
    remedy:
      'Make a compact JWS whose header and claims are as the contract says; look at the decoded assertion for the value named.',
    parameters,
  });

export const invalidGrant = (refusal: Omit<Refusal, 'error'>): GrantRefused =>
  new GrantRefused({ ...refusal, error: 'invalid_grant' });

/** JSON of the answer; `trace` is 32 hex digits. */
export const errorBody = (refused: GrantRefused, trace: string, issuer: string) => ({
  error: refused.error,
  error_description: `${refused.message} (trace_id: ${trace})`,
  ...(refused.code === undefined ? {} : { error_uri: `${issuer}errors/${refused.code}` }),
});
