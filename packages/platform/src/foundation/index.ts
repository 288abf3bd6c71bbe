/** What every room stands on: time, identifiers, strict JSON and signatures. No I/O, no dependency on any room. */
export * as attributeIds from './attribute-ids.ts';
export { BoundedCache } from './bounded-cache.ts';
export { type Clock, type MovableClock, movableClock, seconds, systemClock } from './clock.ts';
export {
  completeOrganizationNumber,
  completePersonNumber,
  type Iso6523Actor,
  isOrganizationNumber,
  iso6523,
  isPathSegment,
  isPersonNumber,
  isSyntheticPersonNumber,
  isUuid,
  orderedUuid,
} from './identifiers.ts';
export { isoTime } from './iso-time.ts';
export {
  isRsaAlgorithm,
  type JsonObject,
  JwsFormatError,
  MAX_JWS_LENGTH,
  type ParsedJws,
  parseJws,
  type RsaAlgorithm,
  signJws,
  verifyJws,
} from './jose.ts';
export { hasNul, isNestedDeeper, JsonSyntaxError, parseJsonStrictly } from './json.ts';
export { faultInTimes } from './token-times.ts';
export { Turns } from './turns.ts';
export { Unavailable } from './unavailable.ts';
export { type PlatformUrls, platformUrls } from './urls.ts';
