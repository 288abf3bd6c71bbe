import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..');

/** A file is chosen with a button, which cannot be told to be required; the reference marks parameters as its documents do, in words. */
const OTHERWISE = [join('try-it', 'key-field.tsx'), 'reference'];

/** Of a source: how many labels have a star, and how many fields are told to be required. Of a group of choices that cannot be told. */
const marksIn = (source: string) => ({
  stars: [...source.replaceAll(/<Fieldset\.Legend>.*?<\/Fieldset\.Legend>/gs, '').matchAll(/\} \*(?:`|<\/)/g)].length,
  told: [...source.matchAll(/\baria-required\b/g)].length,
});

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx') && !OTHERWISE.some((one) => name.startsWith(one)))
  .map((name) => [name, readFileSync(join(SRC, name), 'utf8')] as const);

describe('what must be filled in', () => {
  it('has a star for those who see and is told to those who hear, in every form', () => {
    const uneven = sources.flatMap(([name, source]) => {
      const { stars, told } = marksIn(source);
      return stars === told ? [] : [`${name}: ${stars} stars, ${told} aria-required`];
    });
    expect(uneven).toEqual([]);
  });

  it('is found where it stands', () => {
    expect(marksIn('<Label>{words.name} *</Label><Select aria-required="true" />')).toEqual({ stars: 1, told: 1 });
    expect(marksIn('<Label>{words.name} *</Label><Select />')).toEqual({ stars: 1, told: 0 });
    expect(marksIn('<Fieldset.Legend>{words.kind} *</Fieldset.Legend>')).toEqual({ stars: 0, told: 0 });
  });
});
