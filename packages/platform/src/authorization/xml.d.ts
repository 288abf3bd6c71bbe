import { type DecisionRequest } from './attributes.ts';
import type { Outcome } from './decide.ts';
/** @throws ArgumentError when the text is not a XACML request */
export declare function readXmlRequest(text: string): DecisionRequest;
/** The answer as a XACML `Response` document. */
export declare function xmlResponse(outcomes: readonly Outcome[]): string;
