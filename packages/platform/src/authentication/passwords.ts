import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a hash: 16 MiB of memory, five passes; about 0.2 s of one core, on the thread pool. */
const COST = { N: 16_384, r: 8, p: 5 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Most memory that a stored hash may ask for: a row must not be able to exhaust the machine. */
const MAX_MEMORY = 64 * 1024 * 1024;

const derive = (password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });

/** Hashes a password for storing. @returns `scrypt$N$r$p$salt$hash`, base64url */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** True when the password is the one that was hashed; takes the same time whether or not it is. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !hash)
    throw new Error('a stored password hash is not in the form scrypt$N$r$p$…');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(derived, Buffer.from(hash, 'base64url'));
}

/** A hash that no password has been made for: verifying against it costs an unknown user's caller as much time as a known one's. */
export const DECOY_HASH = [
  'scrypt',
  COST.N,
  COST.r,
  COST.p,
  Buffer.alloc(SALT_BYTES, 7).toString('base64url'),
  Buffer.alloc(HASH_BYTES, 7).toString('base64url'),
].join('$');
