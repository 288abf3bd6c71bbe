import { createDecipheriv, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { elements } from './der.ts';

/** Password-based decryption by PBES2 (RFC 8018 section 6.2) with PBKDF2 and AES-CBC: what OpenSSL, Windows and Java write today. */
const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '06092a864886f70d01050c';
const CIPHERS: Readonly<Record<string, { readonly name: string; readonly key: number }>> = {
  '060960864801650304012a': { name: 'aes-256-cbc', key: 32 },
  '0609608648016503040116': { name: 'aes-192-cbc', key: 24 },
  '0609608648016503040102': { name: 'aes-128-cbc', key: 16 },
};
const DIGESTS: Readonly<Record<string, string>> = {
  '06082a864886f70d0207': 'sha1',
  '06082a864886f70d0209': 'sha256',
  '06082a864886f70d020a': 'sha384',
  '06082a864886f70d020b': 'sha512',
};
/** More would be an attack on whoever opens the file. */
const MAX_ITERATIONS = 1_000_000;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * @param algorithm its object identifier, and `parameters` as DER
 * @returns undefined for an older scheme, which is not read
 * @throws RangeError, Error for damaged parameters or a wrong password
 */
export async function decryptPbes2(
  algorithm: string,
  parameters: Buffer,
  encrypted: Buffer,
  password: string,
): Promise<Buffer | undefined> {
  if (algorithm !== PBES2) return undefined;
  const [kdf, scheme] = elements(elements(parameters)[0]?.content ?? Buffer.alloc(0)).map(({ content }) =>
    elements(content),
  );
  const cipher = CIPHERS[scheme?.[0]?.whole ?? ''];
  if (kdf?.[0]?.whole !== PBKDF2 || !cipher) return undefined;
  const [salt, rounds, ...rest] = elements(kdf[1]?.content ?? Buffer.alloc(0));
  const iterations =
    rounds?.tag === INTEGER && rounds.content.length <= 4 ? Number(`0x${rounds.content.toString('hex')}`) : 0;
  if (!(iterations >= 1 && iterations <= MAX_ITERATIONS)) throw new RangeError('too many rounds');
  const prf = rest.find(({ tag }) => tag === SEQUENCE);
  const digest = prf ? DIGESTS[elements(prf.content)[0]?.whole ?? ''] : 'sha1';
  if (!digest || !salt) return undefined;
  const key = await promisify(pbkdf2)(password, salt.content, iterations, cipher.key, digest);
  const decipher = createDecipheriv(cipher.name, key, scheme?.[1]?.content ?? Buffer.alloc(0));
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}
