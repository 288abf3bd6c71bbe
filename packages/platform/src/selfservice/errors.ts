/** Values that a code is said with, such as the name that is taken. Never a secret. */
export type Parameters = Readonly<Record<string, string | number>>;

/**
 * What is wrong, for who says it in words of its own, as the portal does in Norwegian. The texts are for people who read English, and may
 * change; these do not.
 */
export const REFUSAL_CODES = [
  'invalid',
  'required',
  'too-long',
  'control-characters',
  'characters',
  'seconds',
  'fixed',
  'organization-number',
  'organization-unknown',
  'unknown-scope',
  'scope-of-other-type',
  'scope-exists',
  'scope-deactivated',
  'prefix-not-owned',
  'access-exists',
  'access-missing',
  'client-exists',
  'client-deactivated',
  'key-private',
  'key-type',
  'key-use',
  'key-algorithm',
  'key-kid',
  'key-form',
  'key-size',
  'key-exponent',
  'key-certificate',
  'certificate-untrusted',
  'certificate-dates',
  'certificate-organization',
  'key-expiry',
  'key-expired',
  'keys-none',
  'keys-many',
  'kid-twice',
  'kid-taken',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A refusal of the self-service API, before it is put into `ApiErrorResponse` (maskinporten.md 6.5). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly error: string;
  readonly fields: readonly FieldError[];
  readonly code: RefusalCode | undefined;
  readonly parameters: Parameters;

  constructor(
    status: number,
    error: string,
    description: string,
    fields: readonly FieldError[] = [],
    code?: RefusalCode,
    parameters: Parameters = {},
  ) {
    super(description);
    this.code = code;
    this.parameters = parameters;
    this.status = status;
    this.error = error;
    this.fields = fields;
  }
}

/** What is wrong with one field of a body. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
  /** Default `invalid`. */
  readonly code?: RefusalCode;
  readonly parameters?: Parameters;
}

/** 400 with one line a field. */
export const invalid = (fields: readonly FieldError[]): ApiError =>
  new ApiError(400, 'invalid_request', fields.map(({ field, message }) => `${field}: ${message}`).join('; '), fields);

export const invalidField = (field: string, message: string, code?: RefusalCode, parameters?: Parameters): ApiError =>
  invalid([
    { field, message, ...(code === undefined ? {} : { code }), ...(parameters === undefined ? {} : { parameters }) },
  ]);
/** Beside the body, which is Digdir's: `{code, parameters, fields: [{field, code, parameters}]}` as JSON, percent-encoded. */
export const REFUSAL_HEADER = 'x-portvakt-refusal';

export const refusalHeader = ({ code, parameters, fields }: ApiError): string =>
  encodeURIComponent(
    JSON.stringify({
      ...(code === undefined ? {} : { code, parameters }),
      fields: fields.map(({ field, code: of = 'invalid', parameters: values = {} }) => ({
        field: field.toWellFormed(),
        code: of,
        parameters: values,
      })),
    }).toWellFormed(),
  );

type Coded = (description: string, code?: RefusalCode, parameters?: Parameters) => ApiError;
const coded =
  (status: number, error: string): Coded =>
  (description, code, parameters) =>
    new ApiError(status, error, description, [], code, parameters);

export const notFound: Coded = coded(404, 'not_found');
export const forbidden: Coded = coded(403, 'access_denied');
export const conflict: Coded = coded(409, 'conflict');
