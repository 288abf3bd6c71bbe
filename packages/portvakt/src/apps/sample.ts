import { cpSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The sample apps by the names of their folders, and what each shows. */
export const SAMPLES = {
  'simple-form': 'a form that is filled in, confirmed and sent in',
  'two-parties': 'a company fills in and signs, and its accountant confirms',
  'bulk-instances': 'the service owner makes an instance for each party, and the party answers',
} as const;

export type SampleName = keyof typeof SAMPLES;

export const SAMPLE_NAMES = Object.keys(SAMPLES) as readonly SampleName[];

/** Where they lie in the package, whether it is bundled or runs from its sources. */
function samplesFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'samples');
}

/** The folder of a sample, as an app lies in its repository. */
export const sampleFolder = (name: SampleName): string => join(samplesFolder(), name);

/**
 * Writes a sample to a folder that is not there yet.
 * @throws Error when there is something
 */
export function writeSample(name: SampleName, folder: string): void {
  if (existsSync(folder)) throw new Error(`${folder} is there already: name a folder that is not.`);
  cpSync(sampleFolder(name), folder, { recursive: true });
}
