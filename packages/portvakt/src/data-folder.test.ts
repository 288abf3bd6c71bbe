import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataOption, directlyIn, thereIn } from './data-folder.ts';
import { operatorCommand } from './operator/index.ts';

const POOLED = 'postgres://portvakt:hemmelig@pool/portvakt';
const DIRECT = 'postgres://portvakt:hemmelig@server/portvakt';

describe('where a command finds the database', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is the server behind the pooler of DATABASE_URL, but what --data names otherwise', () => {
    vi.stubEnv('DATABASE_URL', POOLED);
    expect(directlyIn(POOLED)).toBe(POOLED);
    vi.stubEnv('DATABASE_DIRECT_URL', DIRECT);
    expect(directlyIn(POOLED)).toBe(DIRECT);
    expect(directlyIn('postgres://other/empty')).toBe('postgres://other/empty');
    expect(directlyIn('folder')).toMatch(/folder.portvakt\.db$/);
  });

  it('is not told with its password to who asks for help', () => {
    vi.stubEnv('DATABASE_URL', POOLED);
    const option = dataOption('where');
    expect([option.defaultValue, option.defaultValueDescription]).toEqual([POOLED, 'DATABASE_URL']);
  });

  it('is not made by what needs one: a code of an empty one would be good for nothing', async () => {
    expect(() => thereIn('/nowhere/at/all')).toThrow(/^There is no database at .*set DATABASE_URL/);
    const out: string[] = [];
    const code = operatorCommand({ out: (text) => void out.push(text) });
    await expect(code.parseAsync(['code', '--data', '/nowhere/at/all'], { from: 'user' })).rejects.toThrow(
      'There is no database at',
    );
    expect(out).toEqual([]);
  });
});
