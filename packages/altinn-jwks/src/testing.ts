/** What tests need beyond the public library. */
export { createKey, fixedWidth, jwkJson, minimalJwk, ordered, publicJwk } from './jwk.ts';
export { KeySet } from './key-set.ts';
