import { describe, expect, it } from 'vitest';
import { JwksError } from './errors.ts';
import { checkKid, checkName, fitsKid } from './names.ts';
import { SelfService } from './self-service.ts';

/** No address can carry the first two, and the others are no names at Maskinporten. */
const UNFIT = ['.', '..', '', '%2e', '%2E%2e', '/', '\\', ';', '?', '#', ' ', 'blåbær', '\u0001', 'x'.repeat(256)];

describe('names that become a part of an address', () => {
  it.each(UNFIT)('are refused when they are made: %j', (name) => {
    expect(() => checkKid(name)).toThrow(JwksError);
    expect(fitsKid(name)).toBe(false);
    expect(() => checkName(name)).toThrow(JwksError);
    expect(() => new SelfService('https://api.example', name, 'token')).toThrow(JwksError);
  });

  it('may hold dots elsewhere', () => {
    for (const kid of ['...', '.well-known', 'a..b', 'app-TEST.2026-11-28']) expect(checkKid(kid)).toBe(kid);
  });
});
