/** The HTTP room: the Fastify instance with our limits and defaults, problem details, bearer tokens, trace ids. */

export { bearerToken } from './bearer.ts';
export { isLocal, type Metric, metricsRoute, type Sample } from './metrics.ts';
export { openApiRoutes, registerOpenApi } from './openapi.ts';
export { HttpProblem, problemDetails, sendProblem, traceId } from './problem.ts';
export { createHttp, type HttpOptions, listenFirst } from './server.ts';
export { webAppRoutes } from './web-app.ts';
