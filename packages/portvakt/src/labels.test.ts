import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { State } from '@portvakt/client/doctor';
import { LABELS, type Label, labelled, painting } from 'altinn-jwks/command';
import { describe, expect, it } from 'vitest';

const packages = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What the commands are made of. */
const SOURCES = ['portvakt/src', 'altinn-jwks/src'].flatMap((folder) =>
  readdirSync(join(packages, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file)),
);

describe('the labels of the commands', () => {
  it('are those of the examination in @portvakt/client', () => {
    const states: Readonly<Record<State, Label>> = { OK: 'OK', WARN: 'WARN', FAIL: 'FAIL', SKIP: 'SKIP', TODO: 'TODO' };
    expect(Object.keys(states).sort()).toEqual([...LABELS].sort());
  });

  it('are of one width, with what follows on further lines below the text', () => {
    for (const label of LABELS) expect(labelled(label, 'a\nb')).toBe(`${label.padEnd(6)}a\n      b`);
  });

  it('have their colour for those who look, and none in a file', () => {
    expect(labelled('FAIL', 'x', painting(true))).toBe('\u001b[31mFAIL\u001b[0m  x');
    expect(labelled('FAIL', 'x', painting(false))).toBe('FAIL  x');
  });

  it('are the only words and marks of their kind: no command has others', () => {
    const others = SOURCES.filter((file) => !file.endsWith('labels.ts')).flatMap((file) =>
      [
        ...readFileSync(join(packages, file), 'utf8').matchAll(
          /[✓✔✗✘❌✅⚠]|\\u001b\[3\d|\b(?:PASS|PASSED|SKIPPED|DONE)\b|`\$\{(?:level|severity)\}/g,
        ),
      ].map(([mark]) => `${file}: ${mark}`),
    );
    expect(SOURCES.length).toBeGreaterThan(60);
    expect(others).toEqual([]);
  });
});
