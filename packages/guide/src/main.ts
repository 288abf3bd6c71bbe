// Builds the guide into `dist`, or into the folder that is named.
import { join, resolve } from 'node:path';
import { buildGuide } from './build.ts';

await buildGuide(resolve(process.argv[2] ?? join(import.meta.dirname, '..', 'dist')));
