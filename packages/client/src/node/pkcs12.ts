import { check, checkOptional } from '../check.ts';
import { ConfigurationError } from '../errors.ts';
import { type KeySource, once } from '../keys.ts';
import { bytesOf } from './key-file.ts';
import { signerFromPkcs12 } from './key-text.ts';

/** A PKCS#12 file: exactly one of `file`, `bytes` and `base64`. The kid is that under which the key is registered. */
export interface Pkcs12Options {
  readonly file?: string;
  readonly bytes?: Uint8Array;
  readonly base64?: string;
  readonly password?: string;
  readonly kid?: string;
}

/** Key and certificates of a PKCS#12 (PFX) file, given by its path, as bytes or in base64. @throws ConfigurationError; KeyError at the first token */
export function pkcs12(options: Pkcs12Options): KeySource {
  check(options, 'options', 'an object');
  checkOptional(options, 'options', { file: 'a path', base64: 'a text', kid: 'a text' }, '');
  const { file, bytes, base64 } = options;
  const ways = [file, bytes, base64].filter((way) => way !== undefined);
  if (ways.length !== 1) throw new ConfigurationError('pkcs12 takes exactly one of file, bytes and base64');
  if (bytes !== undefined && !(bytes instanceof Uint8Array))
    throw new ConfigurationError('bytes is no Uint8Array', { hint: 'Give the content of the file' });
  if (options.password !== undefined && typeof options.password !== 'string')
    throw new ConfigurationError('password is no text');
  const content = async (): Promise<Uint8Array> => {
    if (file !== undefined) return bytesOf(file);
    return bytes ?? Buffer.from(base64 ?? '', 'base64');
  };
  return once(async () => signerFromPkcs12(await content(), options));
}
