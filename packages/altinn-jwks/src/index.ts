/** Make, keep and export the JSON Web Keys of a Maskinporten integration: the library behind the command `altinn-jwks`. */
export { ALGORITHMS, type Algorithm, fitsMaskinporten, parseAlgorithm } from './algorithms.ts';
export { type CreatedKey, type CreateKeysOptions, createKeys } from './create.ts';
export { JwksError, type JwksErrorCode } from './errors.ts';
export {
  type CreateKeyOptions,
  createKey,
  type Jwk,
  jwkFromKey,
  jwkJson,
  type KeyUse,
  minimalJwk,
  privateKeyOf,
  publicJwk,
  publicKeyOf,
} from './jwk.ts';
export { KeySet, MAX_KEPT, MAX_PUBLISHED } from './key-set.ts';
export { dateSuffix, ENVIRONMENTS, type Environment, keySetId, minuteSuffix } from './names.ts';
export { type KeyStore, type OpenStoreOptions, openStore, type StoredName } from './store.ts';
