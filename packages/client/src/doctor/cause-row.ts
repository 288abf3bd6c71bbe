import type { StepId } from './steps.ts';

/** Where a cause shows, what it is, and the one thing to do next. */
export interface CauseRow {
  readonly step: StepId;
  readonly what: string;
  readonly next: string;
}
