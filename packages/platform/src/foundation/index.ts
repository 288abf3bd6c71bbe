/** What every room stands on: time, identifiers, strict JSON, signatures and refusals. No I/O, no dependency on any room. */
export * as attributeIds from './attribute-ids.ts';
export { BoundedCache } from './bounded-cache.ts';
export { type Clock, type MovableClock, movableClock, seconds, systemClock } from './clock.ts';
export {
  birthDateIn,
  completeOrganizationNumber,
  completePersonNumber,
  type Iso6523Actor,
  isOrganizationNumber,
  iso6523,
  isPathSegment,
  isPersonNumber,
  isSyntheticPersonNumber,
  isUuid,
  lastPartOf,
  NIL_UUID,
  orderedUuid,
  organizationIn,
  uuidOfText,
} from './identifiers.ts';
export { isoTime } from './iso-time.ts';
export {
  isRsaAlgorithm,
  type JsonObject,
  type ParsedJws,
  parseJws,
  type RsaAlgorithm,
  signJws,
  verifyJws,
} from './jose.ts';
export { hasNul, isNestedDeeper, parseJsonStrictly } from './json.ts';
export {
  type FieldFault,
  Refusal,
  type RefusalDetails,
  type RefusalKind,
  type Refusals,
  type RefusalTable,
  refusals,
} from './refusal.ts';
export { isMalformedJson, isMalformedJws, isUnavailable, UNAVAILABLE, unavailable } from './refusals.ts';
export { type Beginning, type InnerSpan, inPlace, type Place, placeNow, spanned, type Traced } from './spans.ts';
export { faultInTimes } from './token-times.ts';
export { Turns } from './turns.ts';
export { type PlatformUrls, platformUrls } from './urls.ts';
