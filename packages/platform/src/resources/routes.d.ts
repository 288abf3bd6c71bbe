import type { FastifyInstance } from 'fastify';
import { type Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Resources } from './resources.ts';
interface Deps {
    readonly resources: Resources;
    readonly callers: Callers;
    readonly database: Database;
    /** False where resources may not be deleted (altinn-pdp.md 12.1: 403 in production). Default true. */
    readonly mayDelete?: boolean;
}
/** `/resourceregistry/api/v1/resource…`: resources and their policies (altinn-pdp.md 12.1). Reading is open to all. */
export declare function resourcesRoutes(app: FastifyInstance, deps: Deps): void;
export {};
