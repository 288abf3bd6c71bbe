import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LEFT_OUT, ON_POSTGRES } from './reach.ts';

it('every file that a run leaves out, or takes to PostgreSQL, is there', () => {
  const named = [...Object.values(LEFT_OUT).flat(), ...ON_POSTGRES];
  const missing = named.filter((pattern) => globSync(pattern, { cwd: join(import.meta.dirname, '..') }).length === 0);
  expect(missing).toEqual([]);
});
