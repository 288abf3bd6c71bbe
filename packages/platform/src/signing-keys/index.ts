/** The issuers' key pairs: made, published, used and retired here; nobody else sees a private key. */
export { measureSigningKeys } from './metrics.ts';
export {
  createSigningKeys,
  type PublishedJwk,
  type RingName,
  type SigningKeys,
  type SigningRing,
} from './signing-keys.ts';
