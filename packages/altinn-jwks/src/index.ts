/** Make, keep, rotate and export the JSON Web Keys of a Maskinporten integration: the library behind the command `altinn-jwks`. */
export { ALGORITHMS, type Algorithm, fitsMaskinporten, parseAlgorithm } from './algorithms.ts';
export { type CreatedKey, type CreateKeysOptions, createKeys, KID_FORMATS, type KidFormat } from './create.ts';
export { type Examination, examine } from './doctor.ts';
export { JwksError, type JwksErrorCode } from './errors.ts';
export { type ImportedKey, type ImportOptions, importKeys } from './import-key.ts';
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
  thumbprint,
} from './jwk.ts';
export type { KeyNote, KeyNotes } from './key-notes.ts';
export { KeySet, type KeyStatus, MAX_KEPT, MAX_PUBLISHED, type PruneOptions } from './key-set.ts';
export { dateSuffix, ENVIRONMENTS, type Environment, keySetId, minuteSuffix } from './names.ts';
export { openStore } from './open-store.ts';
export {
  type OpenedPkcs12,
  openPkcs12,
  readPkcs12,
  type Validity,
  type WritePkcs12Options,
  writePkcs12,
} from './pkcs12.ts';
export { type PushOptions, type PushPlan, planPush } from './push.ts';
export type { PublishedKey } from './self-service.ts';
export type { Compat, Finding, KeySets, KeyStore, OpenStoreOptions, StoredName } from './store.ts';
export { VAULT_SIGN_INS, type VaultCredential, type VaultOptions, type VaultSignIn } from './vault-options.ts';
