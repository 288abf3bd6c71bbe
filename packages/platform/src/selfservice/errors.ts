/** A refusal of the self-service API, before it is put into `ApiErrorResponse` (maskinporten.md 6.5). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly error: string;
  readonly fields: readonly FieldError[];

  constructor(status: number, error: string, description: string, fields: readonly FieldError[] = []) {
    super(description);
    this.status = status;
    this.error = error;
    this.fields = fields;
  }
}

/** What is wrong with one field of a body. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** 400 with one line a field. */
export const invalid = (fields: readonly FieldError[]): ApiError =>
  new ApiError(400, 'invalid_request', fields.map(({ field, message }) => `${field}: ${message}`).join('; '), fields);

export const invalidField = (field: string, message: string): ApiError => invalid([{ field, message }]);
export const notFound = (description: string): ApiError => new ApiError(404, 'not_found', description);
export const forbidden = (description: string): ApiError => new ApiError(403, 'access_denied', description);
export const conflict = (description: string): ApiError => new ApiError(409, 'conflict', description);
