import { createHash, createHmac, type KeyObject, randomBytes, type X509Certificate } from 'node:crypto';

/** A tag and its content in DER. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(8, '0'), 'hex');
  const digits = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes);
const explicit = (content: Uint8Array): Buffer => der(0xa0, content);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
/** A whole number below 2^15. */
const integer = (value: number): Buffer =>
  der(0x02, value < 0x80 ? Buffer.from([value]) : Buffer.from([value >> 8, value & 0xff]));
const bmpString = (text: string): Buffer => der(0x1e, Buffer.from(text, 'utf16le').swap16());

const DATA = oid('2a864886f70d010701');
const SHROUDED_KEY_BAG = oid('2a864886f70d010c0a0102');
const CERTIFICATE_BAG = oid('2a864886f70d010c0a0103');
const X509_CERTIFICATE = oid('2a864886f70d01091601');
const FRIENDLY_NAME = oid('2a864886f70d010914');
const LOCAL_KEY_ID = oid('2a864886f70d010915');
const SHA_256 = sequence(oid('608648016503040201'), Buffer.from([0x05, 0x00]));
const HASH_BLOCK = 64;
const MAC_PURPOSE = 3;
const MAC_ROUNDS = 20_000;

/** RFC 7292 appendix B.2 for one block of SHA-256: the key of the MAC. */
function macKey(password: string, salt: Buffer): Buffer {
  const secret = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const filled = (bytes: Buffer) => Buffer.alloc(Math.ceil(bytes.length / HASH_BLOCK) * HASH_BLOCK, bytes);
  let hash = Buffer.concat([Buffer.alloc(HASH_BLOCK, MAC_PURPOSE), filled(salt), filled(secret)]);
  for (let round = 0; round < MAC_ROUNDS; round += 1) hash = createHash('sha256').update(hash).digest();
  return hash;
}

/**
 * A PKCS#12 file (RFC 7292) with a private key, its certificate and the chain. The key is encrypted (PBES2, AES-256) and the whole is
 * protected by a MAC (SHA-256); certificates are public and stand as they are.
 * @param name shown by programs that list the file's keys
 * @throws RangeError for an empty password
 */
export function pkcs12(
  key: KeyObject,
  certificate: X509Certificate,
  chain: readonly X509Certificate[],
  options: { readonly password: string; readonly name: string },
): Buffer {
  if (options.password === '') throw new RangeError('the password of a PKCS#12 file must not be empty');
  const keyId = createHash('sha1').update(certificate.raw).digest();
  const own = set(sequence(FRIENDLY_NAME, set(bmpString(options.name))), sequence(LOCAL_KEY_ID, set(octets(keyId))));
  const encrypted = key.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: options.password });
  const certificateBag = (one: X509Certificate, attributes: readonly Buffer[]): Buffer =>
    sequence(CERTIFICATE_BAG, explicit(sequence(X509_CERTIFICATE, explicit(octets(one.raw)))), ...attributes);
  const safe = (...bags: readonly Buffer[]): Buffer => sequence(DATA, explicit(octets(sequence(...bags))));
  const contents = sequence(
    safe(certificateBag(certificate, [own]), ...chain.map((one) => certificateBag(one, []))),
    safe(sequence(SHROUDED_KEY_BAG, explicit(encrypted), own)),
  );
  const salt = randomBytes(16);
  const mac = createHmac('sha256', macKey(options.password, salt)).update(contents).digest();
  return sequence(
    integer(3),
    sequence(DATA, explicit(octets(contents))),
    sequence(sequence(SHA_256, octets(mac)), octets(salt), integer(MAC_ROUNDS)),
  );
}
