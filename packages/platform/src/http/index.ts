/** The HTTP room: the Fastify instance with our limits and defaults, problem details, bearer tokens, trace ids, bodies in parts. */

export {
  type Access,
  type AdministratorAccess,
  isOpen,
  type LocalAccess,
  type OperatorAccess,
  type PartyAccess,
  type PermitAccess,
  type PersonAccess,
  type PlatformAccess,
  scopesOf,
  type TokenAccess,
  type UpstreamAccess,
  type VendorAccess,
} from './access.ts';
export { onAnswered } from './answered.ts';
export { bearerToken } from './bearer.ts';
export { acceptEmptyBodies, checkJson, jsonParser, MAX_JSON_DEPTH } from './bodies.ts';
export { addressGroup, clientAddress } from './client-address.ts';
export { boundConnections } from './connections.ts';
export { isKnown } from './constant.ts';
export { attachment, fileName } from './content-disposition.ts';
export { type Drain, drains } from './drain.ts';
export { logOf, ownLog } from './fault-log.ts';
export { guardHeaders } from './guard-headers.ts';
export { HEALTH_PATHS, type Health, healthRoutes } from './health.ts';
export { createMetrics, isLocal, metricsRoute } from './metrics.ts';
export { isMultipart, type Part, readParts } from './multipart.ts';
export { openApiRoutes } from './openapi.ts';
export { openApiDocument } from './openapi-document.ts';
export { isOwnHost, knowOwnHost } from './own-host.ts';
export { MAX_A_MINUTE, PerMinute } from './per-minute.ts';
export { problemDetails, sendProblem, sendRefusal, traceId } from './problem.ts';
export { queryLists, spelledIn, valuesOf } from './query.ts';
export { bytesOf, firstPart, rawBody, sentType, takeRawBodies } from './raw-body.ts';
export { anyOf, problemAnswers, text, texts, wholeNumber } from './readers.ts';
export { invalidMembers, REFUSALS as HTTP_REFUSALS } from './refusals.ts';
export { logRequests } from './request-log.ts';
export {
  type Admission,
  type Answer,
  type Answers,
  type BodyReader,
  type Described,
  type Operation,
  operationsOf,
  type Reader,
  type Readers,
  type Surface,
  surface,
} from './route.ts';
export { createHttp, type HttpOptions, listenFirst, openDoors, type Route, routesOf, SERVER_LIMITS } from './server.ts';
export { sourceHash } from './source-hash.ts';
export { takeOver } from './take-over.ts';
export { type TraceParent, traceParentOf } from './trace-context.ts';
export { inTurns } from './turns.ts';
export { webAppRoutes } from './web-app.ts';
export { metadataUrl } from './well-known.ts';
export { withoutPages } from './without-pages.ts';
