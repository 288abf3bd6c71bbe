/** Every benchmark of the report: its script, what of its tables is drawn, and which of the machine's limits a figure stands beside. */
import type { LimitName } from './limits.ts';

export interface Planned {
  /** Of the package's scripts. */
  readonly script: string;
  readonly title: string;
  /** What makes it short; without, it has no short form. */
  readonly quick?: readonly string[];
  /** What it is given beyond that. */
  readonly args?: readonly string[];
  readonly plots: readonly {
    /** Of its tables with this column, which are drawn one by one. */
    readonly column: string;
    readonly wanted?: number;
    readonly limit?: LimitName;
  }[];
}

export const PLAN: readonly Planned[] = [
  {
    script: 'xacml',
    title: 'The engine beside other engines',
    plots: [{ column: 'decisions/s', limit: 'parse' }],
  },
  {
    script: 'speed',
    title: 'Decisions: JSON to JSON, start, over HTTP, never seen before',
    quick: ['--quick'],
    args: ['--only=json,start,http,unseen'],
    plots: [{ column: 'decisions/s', limit: 'echo' }],
  },
  {
    script: 'token',
    title: 'Tokens over HTTP',
    quick: ['--quick'],
    plots: [{ column: 'tokens/s', limit: 'signatures' }],
  },
  { script: 'client', title: 'The client', plots: [] },
  {
    script: 'jwks',
    title: 'The key tool as a process',
    plots: [{ column: 'median ms', limit: 'start' }],
  },
  {
    script: 'first-token',
    title: 'From the start to the first token',
    quick: ['--quick'],
    plots: [{ column: 'first token, ms', wanted: 350, limit: 'start' }],
  },
  {
    script: 'sandbox',
    title: 'Reset, and a start from a snapshot',
    plots: [{ column: 'median ms', limit: 'start' }],
  },
  {
    script: 'revocation',
    title: 'From a revocation to its effect on other nodes',
    quick: ['--rounds', '10'],
    plots: [{ column: 'p99 ms', wanted: 20 }],
  },
  {
    script: 'portal',
    title: 'The portal in Chromium',
    quick: ['--quick'],
    plots: [{ column: 'largest part drawn, ms', wanted: 500, limit: 'start' }],
  },
];
