/** What a field was refused for, as the self-service API tells it. */
export interface FieldFault {
  readonly field: string;
  readonly code: string;
  readonly parameters: Parameters;
}

/** Values that a code is said with. */
export type Parameters = Readonly<Record<string, string | number>>;

/** An answer of 4xx or 5xx, whichever of the platform's error forms it came in; status 0 when there was no answer. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  /** What is wrong: Altinn's problem code, such as AUTH-00013, or the platform's own. The message is the service's English, and never shown. */
  readonly code: string | undefined;
  readonly parameters: Parameters;
  readonly fields: readonly FieldFault[];
  /** Where in the text that was sent the fault is, counted from 1. */
  readonly place: { readonly line: number; readonly column: number } | undefined;
  /** Names the request in the platform's log. */
  readonly trace: string | undefined;

  constructor(status: number, message: string, more: Partial<Omit<ApiFailure, keyof Error | 'status'>> = {}) {
    super(message);
    this.status = status;
    this.code = more.code;
    this.parameters = more.parameters ?? {};
    this.fields = more.fields ?? [];
    this.place = more.place;
    this.trace = more.trace;
  }
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Reads `ApiErrorResponse` with the header beside it (maskinporten.md 6.5), Altinn problems and validation problems
 * (system-register-and-users.md 2), and plain text.
 */
export function failureOf(status: number, body: string, headers: Headers = new Headers()): ApiFailure {
  const refusal = refusalIn(headers);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return new ApiFailure(status, body.slice(0, 500), refusal);
  }
  if (!isObject(parsed)) return new ApiFailure(status, text(parsed) ?? '', refusal);
  const message =
    text(parsed['error_description']) ?? text(parsed['detail']) ?? text(parsed['title']) ?? text(parsed['error']) ?? '';
  const { line, column } = parsed;
  const place = typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
  const reason = text(parsed['reason']);
  return new ApiFailure(status, message, {
    code: text(parsed['code']),
    parameters: reason === undefined ? {} : { reason },
    ...refusal,
    fields: refusal.fields ?? fieldsOf(parsed),
    place,
    trace: text(parsed['traceId']) ?? text(parsed['correlation_id']),
  });
}

/** The self-service API tells its codes beside the body, which is Digdir's. */
function refusalIn(headers: Headers): { code?: string; parameters?: Parameters; fields?: readonly FieldFault[] } {
  const header = headers.get('x-portvakt-refusal');
  if (header === null) return {};
  try {
    const value: unknown = JSON.parse(decodeURIComponent(header));
    if (!isObject(value)) return {};
    const code = text(value['code']);
    const fields = Array.isArray(value['fields']) ? value['fields'].filter(isObject).map(fieldOf) : [];
    return { fields, ...(code === undefined ? {} : { code, parameters: parametersOf(value['parameters']) }) };
  } catch {
    return {};
  }
}

const fieldOf = (value: Json): FieldFault => ({
  field: text(value['field']) ?? '',
  code: text(value['code']) ?? 'invalid',
  parameters: parametersOf(value['parameters']),
});

const parametersOf = (value: unknown): Parameters =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).filter(
          (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
        ),
      )
    : {};

/** Fields without codes, and the broken rules of the System Register, of which each has one. */
function fieldsOf(parsed: Json): readonly FieldFault[] {
  const { errors, validationErrors } = parsed;
  if (Array.isArray(validationErrors))
    return validationErrors.filter(isObject).map((rule) => ({
      field: '',
      code: text(rule['code']) ?? 'invalid',
      parameters: {},
    }));
  if (Array.isArray(errors))
    return errors
      .filter(isObject)
      .map((error) => ({ field: text(error['fieldIdentifier']) ?? '', code: 'invalid', parameters: {} }));
  if (!isObject(errors)) return [];
  return Object.keys(errors).map((field) => ({ field, code: 'invalid', parameters: {} }));
}
