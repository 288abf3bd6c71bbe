import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SAMPLES = join(import.meta.dirname, '..', 'samples');

/** A file that a page shows, and the tests run. */
export interface Sample {
  readonly file: string;
  /** What its tab is called. */
  readonly label: string;
  /** What colours it, as highlight.js has it. */
  readonly grammar: string;
  readonly code: string;
}

/** By the end of the name, in the order of the tabs; the first that fits counts. */
const KINDS: readonly (readonly [ending: string, label: string, grammar: string])[] = [
  ['.test.ts', 'Vitest', 'typescript'],
  ['.test.js', 'Jest', 'javascript'],
  ['Tests.cs', 'xUnit', 'csharp'],
  ['_test.py', 'pytest', 'python'],
  ['.ts', 'TypeScript', 'typescript'],
  ['.cs', 'C#', 'csharp'],
  ['.py', 'Python', 'python'],
  ['.sh', 'curl', 'bash'],
  ['github.yml', 'GitHub Actions', 'yaml'],
  ['azure.yml', 'Azure Pipelines', 'yaml'],
];

const placeOf = (file: string): number => KINDS.findIndex(([ending]) => file.endsWith(ending));

/** The folders of samples, by name. */
export const sampleNames = (): readonly string[] => readdirSync(SAMPLES).filter((name) => !name.includes('.'));

/**
 * @returns the files of one folder of samples, in the order of their tabs
 * @throws when there is no such folder, or a file in it whose kind is not known
 */
export function samplesOf(name: string): readonly Sample[] {
  return readdirSync(join(SAMPLES, name))
    .sort((one, other) => placeOf(one) - placeOf(other))
    .map((file) => {
      const [, label, grammar] = KINDS[placeOf(file)] ?? [];
      if (label === undefined || grammar === undefined) throw new Error(`${name}/${file} is no kind of sample`);
      return { file, label, grammar, code: readFileSync(join(SAMPLES, name, file), 'utf8').trimEnd() };
    });
}
