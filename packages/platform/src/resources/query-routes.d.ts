import type { FastifyInstance } from 'fastify';
import type { Resources } from './resources.ts';
/** Lists and searches over the whole registry. */
export declare function queryRoutes(scope: FastifyInstance, deps: {
    resources: Resources;
}): void;
