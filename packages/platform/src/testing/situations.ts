/** Tells after a test run which situations it has met: a reporter for Vitest and for Jest. With `node --test` use `portvakt situation report --from`. */
import { rmSync } from 'node:fs';
import { missingOf, readSituationReport, reportText, SITUATION_NAMES, type SituationName } from '../offline.ts';

/** What a {@link SituationReporter} is told. */
export interface SituationReporterOptions {
  /** The file that the tests give to `startPlatform({ situationReport })`. */
  readonly file: string;
  /** What must have been met, or the run fails; `all` = everything. */
  readonly require?: readonly SituationName[] | 'all';
  /** Where the report is written; default the standard output. */
  readonly write?: (text: string) => void;
}

/**
 * In Vitest `reporters: ['default', new SituationReporter({ file })]`; in Jest
 * `reporters: ['default', ['@portvakt/platform/testing/situations', { file }]]`.
 */
export default class SituationReporter {
  readonly #options: SituationReporterOptions;

  /** @param configuration Jest gives its own first. @throws Error without a file */
  constructor(configuration: object, options?: SituationReporterOptions) {
    const given = options ?? (configuration as Partial<SituationReporterOptions>);
    if (typeof given.file !== 'string') throw new Error('name the file that startPlatform({ situationReport }) writes');
    this.#options = { ...given, file: given.file };
  }

  /** Vitest: the run begins. */
  onInit(): void {
    this.#begin();
  }

  /** Jest: the run begins. */
  onRunStart(): void {
    this.#begin();
  }

  /** Vitest: the run has ended. */
  onTestRunEnd(): void {
    this.#end();
  }

  /** Jest: the run has ended. */
  onRunComplete(): void {
    this.#end();
  }

  /** Jest asks whether the run is to fail. */
  getLastError(): Error | undefined {
    const { file, require = [] } = this.#options;
    const missing = missingOf(readSituationReport(file), require === 'all' ? SITUATION_NAMES : require);
    return missing.length === 0
      ? undefined
      : new Error(`situations that were required have not been met: ${missing.join(', ')}`);
  }

  #begin(): void {
    rmSync(this.#options.file, { force: true });
  }

  #end(): void {
    const { file, require = [], write = (text) => process.stdout.write(text) } = this.#options;
    const lines = readSituationReport(file);
    const missing = missingOf(lines, require === 'all' ? SITUATION_NAMES : require);
    write(`\n${reportText(lines, missing)}`);
    if (missing.length > 0) process.exitCode = 1;
  }
}
