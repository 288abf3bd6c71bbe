import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { synced } from './synced.ts';

const LEFTOVER = /^\.(.+)-(?:TEST|PROD)(?:\.\w+)?\.json\.[0-9a-f-]{36}\.(?:tmp|old)$/;

/** True for a file that an interrupted write left behind. */
export const isLeftover = (file: string): boolean => LEFTOVER.test(file);

/** Removes what interrupted writes of a name left behind. The caller holds the name's lock. */
export async function cleanLeftovers(directory: string, name: string): Promise<void> {
  for (const file of await readdir(directory))
    if (LEFTOVER.exec(file)?.[1] === name) await unlink(join(directory, file)).catch(() => {});
}

/**
 * Replaces files in a directory: a reader sees each file's old content or its new, never a part. All new content is on the disk
 * before the first file changes, so a full disk changes nothing; when a rename fails, those before it are undone.
 * @throws file system errors, the directory as before
 */
export async function replaceFiles(
  directory: string,
  files: readonly (readonly [file: string, text: string])[],
): Promise<void> {
  const staged: { target: string; temporary: string; old: string }[] = [];
  const done: { target: string; old: string | undefined }[] = [];
  try {
    for (const [file, text] of files) {
      const target = join(directory, file);
      const base = join(directory, `.${file}.${randomUUID()}`);
      staged.push({ target, temporary: `${base}.tmp`, old: `${base}.old` });
      await writeDurably(`${base}.tmp`, text);
    }
    for (const { target, temporary, old } of staged) {
      // With one file there is nothing to undo.
      const kept = staged.length > 1 && (await keptCopy(target, old));
      await rename(temporary, target);
      done.push({ target, old: kept ? old : undefined });
    }
    await syncDirectory(directory);
  } catch (error) {
    // One file changes whole or not at all by itself.
    if (staged.length > 1)
      for (const { target, old } of done)
        await (old === undefined ? unlink(target) : rename(old, target)).catch(() => {});
    throw error;
  } finally {
    for (const { temporary, old } of staged) {
      await unlink(temporary).catch(() => {});
      if (staged.length > 1) await unlink(old).catch(() => {});
    }
  }
}

/** Writes a new file that only its owner may read, and waits until the disk has it. */
async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await handle.writeFile(text);
    await synced(handle);
  } finally {
    await handle.close();
  }
}

/** A second name for a file, or a copy where the file system has no links. @returns false when there is no such file */
async function keptCopy(target: string, old: string): Promise<boolean> {
  try {
    await link(target, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw error;
      return copyFile(target, old, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open directories; there the rename itself is what it offers.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await synced(handle);
  } finally {
    await handle.close();
  }
}
