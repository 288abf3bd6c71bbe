import { statSync } from 'node:fs';

const LOOK_EVERY_MS = 500;

/** Another text when a name leads to another file, or to one that was written; empty where there is none. */
function stampOf(file: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(file);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return '';
  }
}

/**
 * Waits until one of the files is written, replaced, made or removed, or the time is over. They are looked at by their names: a file that is
 * replaced is seen too, and on file systems that tell nobody.
 */
export function changeOf(files: readonly string[], ms: number): Promise<void> {
  const stamps = () => files.map(stampOf).join('\n');
  const before = stamps();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(end);
      clearInterval(looks);
      resolve();
    };
    const end = setTimeout(done, ms);
    const looks = setInterval(() => {
      if (stamps() !== before) done();
    }, LOOK_EVERY_MS);
  });
}
