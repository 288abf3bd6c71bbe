import { check, checkMembers, checkOptional } from './check.ts';
import type { KeySource, Signer } from './key-source.ts';
import { isWorkersLike } from './runtime.ts';

export type { KeySource, Signer } from './key-source.ts';

/** Loaded with the first token: until then nothing is signed, and on the edge every kilobyte counts. */
const signers = () => import('./signer.ts');

/**
 * A private RSA key as JWK: an object, JSON text, or base64 or base64url of it; from a key set the one with `kid`, else the last.
 * @param options `kid` wins over the key's own; `alg` is what it signs with, default the key's own, else RS256
 * @throws ConfigurationError for what is neither text nor object; KeyError at the first token
 */
export function jwk(key: string | object, options: { kid?: string; alg?: Signer['algorithm'] } = {}): KeySource {
  // Told here, and not with the first token: most often a variable is not set.
  check(key, 'the key', 'a text', 'an object', 'a list of objects');
  checkOptional(options, 'options', { kid: 'a text', alg: 'a text' });
  return once(async () => (await signers()).signerOf(key, options));
}

/**
 * A private key as PEM: PKCS#8 or PKCS#1; `\n` written out is taken for a line break. Give the `kid`, or the certificate.
 * @throws ConfigurationError; KeyError at the first token
 */
export function pem(
  text: string,
  options: { kid: string; certificate?: string } | { kid?: string; certificate: string },
): KeySource {
  check(text, 'the PEM text', 'a text');
  checkMembers(options, 'options', {});
  checkOptional(options, 'options', { kid: 'a text', certificate: 'a text' });
  return once(async () => {
    const [{ readPem }, { signerFromJwk }] = await Promise.all([import('./pem.ts'), signers()]);
    const { key, ...certificates } = await readPem(text, options);
    return signerFromJwk(key, { ...(options.kid === undefined ? {} : { kid: options.kid }), ...certificates });
  });
}

/** Makes the signer at the first call and keeps it; a failure is not kept. */
export function once(make: () => Promise<Signer>): KeySource {
  let made: Promise<Signer> | undefined;
  let isMade = false;
  return {
    signer() {
      if (made && (isMade || !isWorkersLike())) return made;
      made = make().then(
        (signer) => {
          isMade = true;
          return signer;
        },
        (error: unknown) => {
          made = undefined;
          throw error;
        },
      );
      return made;
    },
  };
}
