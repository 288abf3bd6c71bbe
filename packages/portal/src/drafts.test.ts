import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('every form is kept until it is sent, so that the end of a session loses nothing', () => {
  // The reference has no session to lose: its forms are what is tried out there and then.
  // And what is written to confirm that something goes is not to be kept until another day.
  // Person numbers and one-time codes are kept nowhere.
  const unkept = new Set([
    'policies/delete-resource.tsx',
    'operator/operator-page.tsx',
    'operator/organization-page.tsx',
  ]);
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.tsx') && !name.startsWith('reference/'),
  );
  const forms = files.filter((name) => readFileSync(join(import.meta.dirname, name), 'utf8').includes('<form'));
  expect(forms.length).toBeGreaterThan(6);
  const kept = (name: string) => /\buseKept[(<]/.test(readFileSync(join(import.meta.dirname, name), 'utf8'));
  expect(forms.filter((name) => !kept(name) && !unkept.has(name))).toEqual([]);
});
