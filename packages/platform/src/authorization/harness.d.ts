import type { FastifyInstance } from 'fastify';
import { type Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { type MovableClock } from '../foundation/index.ts';
import { type Register } from '../register/index.ts';
import { type Resources } from '../resources/index.ts';
import { type SigningKeys } from '../signing-keys/index.ts';
import { type DecisionLog, type DecisionPoint, type Domain, type InstanceInfo, type Switches } from './index.ts';
export interface Grant {
    readonly to: string;
    readonly from: string;
    readonly resourceId: string;
    readonly action: string;
    readonly instanceId?: string;
}
/** Delegations as lists that a test fills. */
export declare class ListedDelegations {
    readonly grants: Grant[];
    readonly given: {
        to: string;
        from: string;
        package: string;
    }[];
    failing: boolean;
    packages(to: string, from: string): Promise<readonly string[]>;
    rights(question: {
        to: readonly string[];
        from: string;
        resourceId: string;
    }): Promise<readonly Grant[]>;
}
export interface Harness {
    readonly app: FastifyInstance;
    readonly database: Database;
    readonly clock: MovableClock;
    readonly register: Register;
    readonly resources: Resources;
    readonly delegations: ListedDelegations;
    readonly instances: Map<string, InstanceInfo>;
    /** Instance ids in the order in which they were asked for. */
    readonly instanceLookups: string[];
    readonly authorization: DecisionPoint;
    readonly decisionLog: DecisionLog;
    readonly callers: Callers;
    readonly keys: SigningKeys;
    token(scope: string, claims?: Record<string, unknown>): Promise<string>;
    close(): Promise<void>;
}
export declare function startHarness(options?: {
    switches?: Partial<Switches>;
    sandbox?: boolean;
    domains?: readonly Domain[];
}): Promise<Harness>;
export type Pairs = Readonly<Record<string, string | readonly string[]>>;
export declare const attributes: (pairs: Pairs) => {
    AttributeId: string;
    Value: string;
}[];
/** A XACML JSON request body. */
export declare const requestBody: (subject: Pairs, action: string, resource: Pairs) => {
    Request: {
        AccessSubject: {
            Attribute: {
                AttributeId: string;
                Value: string;
            }[];
        }[];
        Action: {
            Attribute: {
                AttributeId: string;
                Value: string;
            }[];
        }[];
        Resource: {
            CategoryId: string;
            Attribute: {
                AttributeId: string;
                Value: string;
            }[];
        }[];
    };
};
