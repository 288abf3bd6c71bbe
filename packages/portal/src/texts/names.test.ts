import { describe, expect, it } from 'vitest';
import { isolated, legible } from './names.ts';

describe('a text that a user wrote', () => {
  it('stands as it is when nothing in it is hidden', () => {
    for (const text of ['', 'Lønn', 'to\nlinjer\tog', '<b>', '日本語', '👩‍🌾', 'e\u0301'])
      expect(isolated(text)).toBe(text);
  });

  it('shows what would not be seen, or would turn what stands beside it', () => {
    expect(legible('a\u202eb\u0000\u2066c\u200b\ud800')).toBe('a[U+202E]b[U+0000][U+2066]c[U+200B][U+D800]');
    for (let code = 0x2066; code <= 0x2069; code += 1) expect(legible(String.fromCodePoint(code))).toMatch(/^\[U\+/);
    expect(legible('\u2069a\u2068')).toBe('[U+2069]a[U+2068]');
  });

  it('that is written from the right is kept apart from the sentence', () => {
    expect(isolated('שלום')).toBe('\u2068שלום\u2069');
    // What would end the isolation early is no sign any longer.
    expect(isolated('שלום\u2069')).toBe('\u2068שלום[U+2069]\u2069');
    expect(legible('مرحبا')).toBe('مرحبا');
    expect(isolated(isolated('שלום'))).toBe('\u2068שלום\u2069');
    expect(legible(`Til ${isolated('שלום')}.`)).toBe('Til \u2068שלום\u2069.');
  });
});
