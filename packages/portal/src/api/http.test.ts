import { describe, expect, it } from 'vitest';
import { failureOf } from './http.ts';

describe('a refusal', () => {
  it('is read from ApiErrorResponse, with its fields', () => {
    const failure = failureOf(
      400,
      JSON.stringify({
        status: 400,
        error: 'invalid_request',
        error_description: 'client_name: is required',
        errors: [{ errorMessage: 'is required', isFieldError: true, fieldIdentifier: 'client_name' }],
      }),
    );
    expect(failure.message).toBe('client_name: is required');
    expect(failure.fields).toEqual([{ field: 'client_name', message: 'is required' }]);
  });

  it("is read from Altinn's problems, with their code", () => {
    const failure = failureOf(409, JSON.stringify({ code: 'AUTH-00013', title: 'not New', detail: 'it is Accepted' }));
    expect([failure.status, failure.code, failure.message]).toEqual([409, 'AUTH-00013', 'it is Accepted']);
  });

  it("is read from a framework's validation problem", () => {
    expect(failureOf(400, JSON.stringify({ title: 'wrong', errors: { id: ['bad', 'worse'] } })).fields).toEqual([
      { field: 'id', message: 'bad worse' },
    ]);
  });

  it.each(['', 'plain words', '<html></html>', '"text"', 'null', '[]', '42', '{"errors":7}'])(
    'is still a refusal when its body is %j',
    (body) => expect(failureOf(500, body).status).toBe(500),
  );
});
