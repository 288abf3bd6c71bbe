import type { MaskinportenOptions } from '../options.ts';
import type { CauseId } from './causes.ts';
import type { StepId } from './steps.ts';

/** OK as it should be; WARN works, but not for long or not safely; FAIL wrong; SKIP not looked at; TODO right, and waits for somebody. */
export type State = 'OK' | 'WARN' | 'FAIL' | 'SKIP' | 'TODO';

/** What one step saw. */
export interface Step {
  readonly id: StepId;
  readonly label: string;
  readonly state: State;
  /** In one line; never a secret. */
  readonly seen: string;
  /** Of WARN, FAIL and TODO. */
  readonly cause?: CauseId;
  /** The one thing to do next. */
  readonly next?: string;
  /** Where the docs say more. */
  readonly docs?: string;
}

/** What the check found. */
export interface Report {
  /** No step is FAIL or TODO. */
  readonly healthy: boolean;
  /** The first step that is FAIL or TODO: those after it may only follow from it. */
  readonly verdict?: Step;
  readonly steps: readonly Step[];
}

/** Something that whoever read the configuration saw beside it. */
export interface Remark {
  readonly cause: CauseId;
  readonly state: 'WARN' | 'FAIL';
  readonly seen: string;
}

/** A configuration as it was found. */
export interface FoundConfiguration {
  /** Where: `environment variables`, or a file. */
  readonly from: string;
  readonly settings?: MaskinportenOptions;
  /** Why there are no settings. */
  readonly error?: unknown;
  readonly remarks: readonly Remark[];
  /** Names of settings that are not known, and what else the loader said. */
  readonly warnings: readonly string[];
  /** Texts that no output may hold. */
  readonly secrets: readonly string[];
  /** Files that it was read from, or that it names: the key's too. */
  readonly files?: readonly string[];
}

/** When a certificate is valid. */
export interface CertificateLife {
  readonly subject: string;
  readonly from: Date;
  readonly until: Date;
}

/** What the check asks. */
export interface Doors {
  /** Never throws for what is wrong with a configuration: that is told in it. */
  configuration(): FoundConfiguration | Promise<FoundConfiguration>;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Reads a certificate (DER in base64); left out: certificates are not looked into. */
  certificate?(der: string): CertificateLife;
  /** A token with `idporten:dcr.read` of the organisation that owns the client; left out: only the sandbox is asked for one. */
  adminToken?(): Promise<string | undefined>;
  /** Told of each step as it is taken. */
  onStep?(step: Step): void;
  /** Of one request; default 15,000. */
  readonly timeoutMs?: number;
}

/** What is to be looked at beside the configuration. */
export interface Wishes {
  /** The organisation that owns the client: in the sandbox, also a deactivated client of it can be looked at. */
  readonly organization?: string;
  readonly systemId?: string;
  readonly redirectUrl?: string;
  /** Id of a resource. */
  readonly resource?: string;
  /** Default `read`. */
  readonly action?: string;
}

/** What a step says. */
export interface Outcome {
  readonly state: State;
  readonly seen: string;
  readonly cause?: CauseId;
  /** Where there is something closer to say than the cause has. */
  readonly next?: string;
}

export const ok = (seen: string): Outcome => ({ state: 'OK', seen });
export const skip = (seen: string): Outcome => ({ state: 'SKIP', seen });
export const fail = (cause: CauseId, seen: string): Outcome => ({ state: 'FAIL', cause, seen });
export const warn = (cause: CauseId, seen: string): Outcome => ({ state: 'WARN', cause, seen });
export const todo = (cause: CauseId, seen: string, next?: string): Outcome => ({
  state: 'TODO',
  cause,
  seen,
  ...(next === undefined ? {} : { next }),
});
