/** Validation problems as Altinn's access management writes them (access-management.md 1): every fault at once, with its code. */
import type { Refusal } from '../foundation/index.ts';
import { FAULTS, REFUSALS, refuse } from './refusals.ts';

export type FaultName = keyof typeof FAULTS.kinds;

interface Fault {
  readonly code: string | undefined;
  readonly detail: string;
  readonly paths: readonly string[];
}

/** Gathers faults, to be told together. */
export class Faults {
  readonly #faults: Fault[] = [];

  /** @param told what was wrong by its value; never something of somebody whom the caller may not know */
  add(name: FaultName, paths: string | readonly string[], told: Readonly<Record<string, string>> = {}): void {
    const { wire, what } = FAULTS.kinds[name];
    this.#faults.push({ ...told, code: wire, detail: what, paths: [paths].flat() });
  }

  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  /** @throws Refusal 400 STD-00000 when there are any */
  check(): void {
    if (this.#faults.length > 0) throw this.#refusal();
  }

  #refusal(): Refusal {
    return refuse('rules-broken', REFUSALS.kinds['rules-broken'].what, { members: { validationErrors: this.#faults } });
  }
}

type ProblemName = Extract<
  keyof typeof REFUSALS.kinds,
  | 'connection-missing'
  | 'lookups-failed'
  | 'not-delegable'
  | 'party-not-there'
  | 'resource-closed'
  | 'package-name-unknown'
  | 'package-not-of-owner'
  | 'package-not-there'
  | 'package-of-other-giver'
  | 'package-of-other-kind'
  | 'parties-not-there'
  | 'resource-not-there'
  | 'right-key-missing'
  | 'role-code-unknown'
  | 'role-not-revocable'
>;

/** A problem that Altinn has a number and words for (access-management.md 6.5, 8 and 10). */
export const problem = (name: ProblemName, members: Readonly<Record<string, unknown>> = {}): Refusal =>
  refuse(name, REFUSALS.kinds[name].what, { members });

/** One fault alone. @throws Refusal 400 STD-00000 */
export function fault(
  name: FaultName,
  paths: string | readonly string[],
  told?: Readonly<Record<string, string>>,
): never {
  const faults = new Faults();
  faults.add(name, paths, told);
  faults.check();
  throw new Error('a fault was told and not thrown');
}
