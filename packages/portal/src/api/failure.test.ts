import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.ts';

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
    expect(failure.fields).toEqual([{ field: 'client_name', code: 'invalid', parameters: {} }]);
  });

  it('has its codes from the header beside the body, and lives without one that can be read', () => {
    const refusal = { code: 'kid-taken', parameters: { kid: 'ø' }, fields: [{ field: 'keys', code: 'key-size' }] };
    const headers = new Headers({ 'x-portvakt-refusal': encodeURIComponent(JSON.stringify(refusal)) });
    const failure = failureOf(409, JSON.stringify({ correlation_id: 'c1' }), headers);
    expect([failure.code, failure.parameters, failure.trace]).toEqual(['kid-taken', { kid: 'ø' }, 'c1']);
    expect(failure.fields).toEqual([{ field: 'keys', code: 'key-size', parameters: {} }]);
    for (const broken of ['%', 'null', '7', '%7B', 'x'])
      expect(failureOf(400, '', new Headers({ 'x-portvakt-refusal': broken })).code).toBeUndefined();
  });

  it("is read from Altinn's problems, with their code", () => {
    const failure = failureOf(409, JSON.stringify({ code: 'AUTH-00013', title: 'not New', detail: 'it is Accepted' }));
    expect([failure.status, failure.code, failure.message]).toEqual([409, 'AUTH-00013', 'it is Accepted']);
  });

  it("is read from a framework's validation problem", () => {
    expect(failureOf(400, JSON.stringify({ title: 'wrong', errors: { id: ['bad', 'worse'] } })).fields).toEqual([
      { field: 'id', code: 'invalid', parameters: {} },
    ]);
  });

  it.each(['', 'plain words', '<html></html>', '"text"', 'null', '[]', '42', '{"errors":7}'])(
    'is still a refusal when its body is %j',
    (body) => expect(failureOf(500, body).status).toBe(500),
  );
});
