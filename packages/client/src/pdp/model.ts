/** What is asked of a decision point and what it answers (altinn-pdp.md 3 to 5, 15). */
import type { CallOptions } from '../options.ts';
import type { PlatformOptions } from '../platform.ts';
import type { Attribute, Principal } from './subject.ts';

/** A party by its party id, the nine digits of an organisation, or the eleven of a person. */
export type PartyRef = { readonly partyId: number } | { readonly organisation: string } | { readonly person: string };
/** What is asked about: a resource of the registry, or an app `org/app` with an instance `{partyId}/{guid}`; and whose it is. */
export type ResourceRef = (
  | { readonly resource: string }
  | { readonly app: `${string}/${string}`; readonly instance?: string; readonly task?: string }
) & {
  readonly party: PartyRef;
};

/** May this subject do this with that? */
export interface Question {
  readonly subject: Principal | readonly Attribute[];
  readonly action: string;
  readonly resource: ResourceRef;
}

/** The answer to one question. */
export interface Decision {
  /** Exactly one Permit whose level obligation the subject meets. */
  readonly permit: boolean;
  readonly result: 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';
  readonly requiredLevel?: number;
  readonly raw: unknown;
  /** Of a denial by a sandbox, where `explainInSandbox` is set. */
  readonly why?: Why;
}

/** What a sandbox says of a denial. No person's number stands in it. */
export interface Why {
  /** One sentence: what decided, or what is missing for a permit. */
  readonly reason: string;
  /** Any one of these subjects would be permitted. */
  readonly accepts?: readonly string[];
  /** What the subject has for the party. */
  readonly has?: readonly string[];
  /** The rule that decided, with its line in the policy. */
  readonly rule?: { readonly id: string; readonly line?: number };
  /** Address of the portal's playground with the question filled in. */
  readonly playground: string;
}

/** A request as it goes over the wire (altinn-pdp.md 4). */
export interface XacmlJsonRequest {
  readonly Request: Readonly<Record<string, unknown>>;
}

/** What a program must see to when it lets somebody in, such as the least level of the log-in. */
export interface XacmlObligation {
  readonly attributeAssignment?: readonly { readonly category?: string | null; readonly value?: string }[];
}

/** One result as it comes over the wire. */
export interface XacmlJsonResult {
  readonly decision: Decision['result'];
  readonly obligations?: readonly XacmlObligation[] | null;
}

/** An answer as it comes over the wire: one result a decision. */
export interface XacmlJsonResponse {
  readonly response: readonly XacmlJsonResult[];
}

/** Asks the decision point. Methods reject with `PdpError` or `NetworkError`. */
export interface PdpClient {
  /** Asks one question. */
  decide(question: Question, options?: CallOptions): Promise<Decision>;
  /** One multi-request; the order is kept. */
  decideAll(questions: readonly Question[], options?: CallOptions): Promise<readonly Decision[]>;
  /** Sends a request as it is, and gives the answer as it comes: obligations are not looked at. */
  evaluate(request: XacmlJsonRequest, options?: CallOptions): Promise<XacmlJsonResponse>;
}

/** Where the decision point is, and who asks. */
export interface PdpOptions extends PlatformOptions {
  /** A token with the scope `altinn:authorization/authorize`. */
  readonly token: () => Promise<string>;
  readonly subscriptionKey?: string;
  /**
   * How long a Permit or Deny may be reused for the same question; default 0, at most 5 minutes. So long a right that is taken away may
   * still count. Obligations are judged anew for each subject.
   */
  readonly cacheMs?: number;
  /** Most answers kept; the least recently used goes first. Default 10,000. */
  readonly cacheEntries?: number;
  /** Milliseconds, for `cacheMs`; default a clock that is never set back. */
  readonly clock?: () => number;
  /**
   * Denials say why, where the platform is a sandbox: on this machine or at `PORTVAKT_URL`. Elsewhere this changes nothing, and nothing
   * more is asked. Default false.
   */
  readonly explainInSandbox?: boolean;
  readonly fetch?: typeof fetch;
  /** The trace that a question is a part of, as `traceparent` of W3C; undefined = none. */
  readonly traceparent?: () => string | undefined;
}
