/** The authority of the real host names, kept beside the platform's data. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HostsAuthority } from '@portvakt/platform';
import { folderIn, USUAL_FOLDER } from '../data-folder.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;

export interface AuthorityFiles {
  readonly folder: string;
  /** PEM, to be trusted. */
  readonly certificate: string;
  /** PEM, to be kept. */
  readonly key: string;
}

/** @param data as `--data` has it: what is no folder has its authority in the usual one */
export function authorityFiles(data: string): AuthorityFiles {
  const folder = resolve(folderIn(data) ?? USUAL_FOLDER, 'hosts');
  return { folder, certificate: join(folder, 'authority.pem'), key: join(folder, 'authority.key.pem') };
}

/**
 * The authority, made when there is none.
 * @throws when it is half there, or others may read its key
 */
export async function openAuthority(files: AuthorityFiles): Promise<HostsAuthority & { readonly isNew: boolean }> {
  const there = [files.certificate, files.key].filter((file) => existsSync(file));
  if (there.length === 0) return { ...(await make(files)), isNew: true };
  if (there.length === 1)
    throw new Error(
      `${files.folder} has half an authority: remove it with "portvakt hosts remove", a new one is made then.`,
    );
  if (process.platform !== 'win32' && (statSync(files.key).mode & OTHERS) !== 0)
    throw new Error(
      `Others may read ${files.key}, and could pass for the test environments on this machine: remove the authority with "portvakt hosts remove", and trust a new one.`,
    );
  return {
    certificate: readFileSync(files.certificate, 'utf8'),
    privateKey: readFileSync(files.key, 'utf8'),
    isNew: false,
  };
}

async function make(files: AuthorityFiles): Promise<HostsAuthority> {
  const { createHostsAuthority } = await import('@portvakt/platform');
  const authority = await createHostsAuthority();
  mkdirSync(files.folder, { recursive: true, mode: PRIVATE_FOLDER });
  // What another process has made meanwhile stays.
  writeFileSync(files.key, authority.privateKey, { flag: 'wx', mode: PRIVATE_FILE });
  writeFileSync(files.certificate, authority.certificate, { flag: 'wx' });
  chmodSync(files.key, PRIVATE_FILE);
  return authority;
}

/** @returns whether there was one */
export function removeAuthority(files: AuthorityFiles): boolean {
  const there = [files.certificate, files.key].filter((file) => existsSync(file));
  for (const file of there) rmSync(file);
  if (existsSync(files.folder)) {
    try {
      rmdirSync(files.folder);
    } catch {
      // Something else is in it, which is not ours to remove.
    }
  }
  return there.length > 0;
}
