import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiFailure } from './http.ts';
import { NO_SEGMENT, pageSegment, segment } from './path.ts';

const HOSTILE = ['', '.', '..', '%2e', '%2E%2e', '.%2E', '/', '\\', ';', '?', '#', ' ', '%', '\u0000', '\r\n', 'æøå'];
const ids = fc.oneof(
  fc.constantFrom(...HOSTILE, 'x'.repeat(255)),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 5 })
    .map((parts) => parts.join('')),
);
/** What a browser asks for, and how a server reads the last but one segment. */
const asked = (id: string) => {
  const { pathname, search, hash } = new URL(`/clients/${id}/jwks`, 'http://localhost');
  return { segments: pathname.split('/').slice(1), rest: search + hash };
};

describe('a path with an id in it', () => {
  it('reaches that record, or is not asked for', () => {
    fc.assert(
      fc.property(ids, (id) => {
        let written: string;
        try {
          written = segment(id);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiFailure);
          expect((error as ApiFailure).code).toBe(NO_SEGMENT);
          return;
        }
        const { segments, rest } = asked(written);
        expect(segments).toEqual(['clients', written, 'jwks']);
        expect(decodeURIComponent(written)).toBe(id);
        expect(rest).toBe('');
      }),
    );
  });

  it.each(['', '.', '..', '%2e', '%2E%2e', '.%2E', '\ud800'])('is refused for %j', (id) => {
    expect(() => segment(id)).toThrow(ApiFailure);
  });

  it('opens no other page', () => {
    fc.assert(
      fc.property(ids, (id) => {
        if (id === '') return;
        const { segments, rest } = asked(pageSegment(id));
        expect([segments.length, segments[0], segments[2], rest]).toEqual([3, 'clients', 'jwks', '']);
      }),
    );
  });
});
