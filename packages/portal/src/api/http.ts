import { tellTime } from '../clock.ts';

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

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as text/plain. */
  readonly text?: string;
  /** Organisation number: whom the person acts for at the self-service API. */
  readonly organization?: string;
  readonly language?: string;
  /** The ETag that the change began from. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/**
 * Calls the platform that served this page, as the person who is logged in.
 * @returns the parsed body, or undefined when it is empty
 * @throws ApiFailure
 */
export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const { status, answer } = await exchange(path, options, 'application/json');
  return answer === '' ? (undefined as T) : parsed<T>(status, answer);
}

/**
 * As {@link call}, for an answer that is XML.
 * @returns the text as it came
 * @throws ApiFailure
 */
export async function callXml(path: string, options: Call = {}): Promise<string> {
  return (await exchange(path, options, 'application/xml')).answer;
}

async function exchange(path: string, options: Call, accept: string): Promise<{ status: number; answer: string }> {
  const headers: Record<string, string> = { accept };
  if (options.organization !== undefined) headers['x-portvakt-organization'] = options.organization;
  if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
  if (options.language !== undefined) headers['accept-language'] = options.language;
  if (options.json !== undefined) headers['content-type'] = 'application/json';
  if (options.text !== undefined) headers['content-type'] = 'text/plain';
  const body = options.text ?? (options.json === undefined ? null : JSON.stringify(options.json));
  let response: Response;
  let answer: string;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      body,
      credentials: 'same-origin',
      ...(options.signal ? { signal: options.signal } : {}),
    });
    tellTime(response.headers);
    answer = await response.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiFailure(0, '');
  }
  if (!response.ok) throw failureOf(response.status, answer, response.headers);
  return { status: response.status, answer };
}

/** A page of HTML where JSON was due (an unknown path behind the SPA fallback) is a missing thing, not a crash. */
function parsed<T>(status: number, answer: string): T {
  try {
    return JSON.parse(answer) as T;
  } catch {
    throw new ApiFailure(answer.trimStart().startsWith('<') ? 404 : status, '');
  }
}

/** The value, or the fallback when the platform says that there is none. */
export async function orWhenMissing<T, F>(promise: Promise<T>, fallback: F): Promise<T | F> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return fallback;
    throw error;
  }
}
