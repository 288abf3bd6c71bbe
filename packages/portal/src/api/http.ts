import { tellTime } from '../clock.ts';

/** What a field was refused for, as the self-service API tells it. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** An answer of 4xx or 5xx, whichever of the platform's error forms it came in; status 0 when there was no answer. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  /** Altinn's problem code, such as AUTH-00013. */
  readonly code: string | undefined;
  readonly fields: readonly FieldFault[];
  /** Where in the text that was sent the fault is, counted from 1. */
  readonly place: { readonly line: number; readonly column: number } | undefined;

  constructor(
    status: number,
    message: string,
    code?: string,
    fields: readonly FieldFault[] = [],
    place?: { readonly line: number; readonly column: number },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.place = place;
  }
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads `ApiErrorResponse` (maskinporten.md 6.5), Altinn problems and validation problems (system-register-and-users.md 2), and plain text. */
export function failureOf(status: number, body: string): ApiFailure {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return new ApiFailure(status, body.slice(0, 500));
  }
  if (!isObject(parsed)) return new ApiFailure(status, text(parsed) ?? '');
  const message =
    text(parsed['error_description']) ?? text(parsed['detail']) ?? text(parsed['title']) ?? text(parsed['error']) ?? '';
  const { line, column } = parsed;
  const place = typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
  return new ApiFailure(status, message, text(parsed['code']), fieldFaults(parsed['errors']), place);
}

function fieldFaults(errors: unknown): readonly FieldFault[] {
  if (Array.isArray(errors))
    return errors.filter(isObject).map((error) => ({
      field: text(error['fieldIdentifier']) ?? '',
      message: text(error['errorMessage']) ?? '',
    }));
  if (!isObject(errors)) return [];
  return Object.entries(errors).map(([field, messages]) => ({
    field,
    message: Array.isArray(messages) ? messages.map(String).join(' ') : String(messages),
  }));
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
  if (!response.ok) throw failureOf(response.status, answer);
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
