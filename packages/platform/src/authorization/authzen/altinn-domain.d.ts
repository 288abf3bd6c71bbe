import type { DecisionPoint } from '../authorization.ts';
import { type Domain } from './domain.ts';
import type { Action } from './model.ts';
export declare function altinnDomain(pdp: DecisionPoint): Domain;
export type { Action };
