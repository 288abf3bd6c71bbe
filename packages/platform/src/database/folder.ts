import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, with those above it that are not there. Step by step: Node's own recursive way never ends where a file system says of a
 * folder that its parent, which is there, does not exist, as `/proc` does.
 * @throws Error that names the folder
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Another process was first.
    if (code === 'EEXIST') return;
    throw Object.assign(new Error(`the folder ${path} cannot be made (${code}): choose another`, { cause: error }), {
      code,
    });
  }
}
