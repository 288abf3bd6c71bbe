/** Reading the files of an import: JSON and CSV, every problem with its line. */
import { isOrganizationNumber, isPersonNumber, isSyntheticPersonNumber, isUuid } from '../foundation/index.ts';
import { loadCatalogue } from './catalogue.ts';
import { type Found, readForeign, type Unread } from './foreign-forms.ts';
import { objectOf } from './members.ts';
import { isRefusal } from './refusals.ts';

export interface ImportFile {
  readonly name: string;
  readonly text: string;
}

/** Why a file cannot be imported, and where in it. */
export interface ImportProblem {
  readonly file: string;
  /** Line of a CSV file, or place in a list of a JSON file, from 1. */
  readonly line: number;
  readonly message: string;
}

/** Nothing was imported, and why. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  /** At most 100. */
  readonly problems: readonly ImportProblem[];

  constructor(problems: readonly ImportProblem[]) {
    const [first] = problems;
    super(
      `nothing was imported: ${first ? `${first.file}:${first.line}: ${first.message}` : 'no problem named'}${problems.length > 1 ? `, and ${problems.length - 1} more problems` : ''}`,
    );
    this.problems = problems;
  }
}

export interface Source {
  readonly file: string;
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Of a file that somebody else has written: what it names and nobody has is left out and told, and refuses nothing. */
  readonly isForeign?: true;
}

export interface Sources {
  readonly organizations: Source[];
  readonly persons: Source[];
  /** Without a number. */
  readonly users: Source[];
  readonly roles: Source[];
}

const MAX_PROBLEMS = 100;
const KINDS = ['organizations', 'persons', 'users', 'roles'] as const;
/** What each may say of itself. */
const MEMBERS: Readonly<Record<keyof Sources, ReadonlySet<string>>> = {
  organizations: new Set([
    ...['organizationNumber', 'name', 'form', 'parent', 'partyId', 'uuid', 'serviceOwnerCode'],
    ...['isDeleted', 'deletedAt'],
  ]),
  persons: new Set(['personNumber', 'name', 'partyId', 'uuid', 'userId', 'userName', 'isDeleted', 'deletedAt']),
  users: new Set(['name', 'partyId', 'uuid', 'userId', 'isDeleted', 'deletedAt']),
  roles: new Set(['holder', 'role', 'organization']),
};
/** How it is told of something in a file that was not kept. */
export const notKept = (what: string, count: number): string =>
  `${what.slice(0, 200)} was not kept (${count === 1 ? 'once' : `${count} times`})`;

/** Reads files, checks what they say, and collects what is wrong. */
export class Importer {
  readonly #problems: ImportProblem[] = [];
  readonly #allowReal: boolean;
  readonly #others: ReadonlySet<string>;
  /** What was not kept, by file, and how often. */
  readonly #unread = new Map<string, Unread>();

  /** @param others sections of JSON files that somebody else reads */
  constructor(allowReal: boolean, others: ReadonlySet<string> = new Set()) {
    this.#allowReal = allowReal;
    this.#others = others;
  }

  /** What the files say that was not kept, a line each. */
  get notes(): readonly string[] {
    return [...this.#unread].flatMap(([file, unread]) =>
      [...unread].map(([what, count]) => `${file}: ${notKept(what, count)}`),
    );
  }

  /** Something of a file that is not kept. */
  leave(file: string, what: string): void {
    const unread = this.#unread.get(file) ?? new Map<string, number>();
    this.#unread.set(file, unread);
    unread.set(what, (unread.get(what) ?? 0) + 1);
  }

  #leaveUnknown({ file, values }: Source, kind: keyof Sources): void {
    for (const name of Object.keys(values)) if (!MEMBERS[kind].has(name)) this.leave(file, `${kind}: ${name}`);
  }

  fail(source: Pick<Source, 'file' | 'line'>, message: string): void {
    const { file, line } = source;
    const isTold = this.#problems.some((one) => one.message === message && one.line === line && one.file === file);
    if (!isTold && this.#problems.length < MAX_PROBLEMS) this.#problems.push({ file, line, message });
  }

  throwIfFailed(): void {
    if (this.#problems.length > 0) throw new ImportError(this.#problems);
  }

  async read(files: readonly ImportFile[]): Promise<Sources> {
    const sources: Sources = { organizations: [], persons: [], users: [], roles: [] };
    for (const file of files) {
      if (/^\ufeff?\s*[{[]/.test(file.text)) this.#readJson(file, sources);
      else await this.#readCsv(file, sources);
    }
    return sources;
  }

  #readJson(file: ImportFile, sources: Sources): void {
    let value: unknown;
    try {
      value = JSON.parse(file.text.replace(/^\ufeff/, ''));
    } catch (error) {
      this.fail({ file: file.name, line: 1 }, `is not JSON: ${error instanceof Error ? error.message : ''}`);
      return;
    }
    if (this.#readForeign(file.name, value, sources)) return;
    const world = objectOf(value);
    if (!world) {
      this.fail({ file: file.name, line: 1 }, 'is none of the forms that are read here: see docs/foreign-worlds.md');
      return;
    }
    for (const kind of KINDS) this.#readSection(file.name, kind, world[kind] ?? [], sources);
    for (const name of Object.keys(world))
      if (!(Object.hasOwn(MEMBERS, name) || this.#others.has(name) || name === '$schema'))
        this.leave(file.name, `the section ${name}`);
  }

  #readSection(name: string, kind: keyof Sources, list: unknown, sources: Sources): void {
    if (!Array.isArray(list)) {
      this.fail({ file: name, line: 1 }, `${kind} is not a list`);
      return;
    }
    for (const [index, item] of list.entries()) {
      const place = { file: `${name} ${kind}`, line: index + 1 };
      const values = objectOf(item);
      if (!values) this.fail(place, 'is not an object');
      else {
        sources[kind].push({ ...place, values });
        this.#leaveUnknown({ ...place, file: name, values }, kind);
      }
    }
  }

  /** @returns false for a file of our own */
  #readForeign(name: string, value: unknown, sources: Sources): boolean {
    const found: Found = { organizations: [], persons: [], users: [], roles: [] };
    const unread: Unread = new Map();
    if (!readForeign(value, found, unread)) return false;
    for (const kind of KINDS)
      for (const [index, values] of found[kind].entries())
        sources[kind].push({ file: `${name} ${kind}`, line: index + 1, values, isForeign: true });
    if (unread.size > 0) this.#unread.set(name, unread);
    return true;
  }

  async #readCsv(file: ImportFile, sources: Sources): Promise<void> {
    // The parser is loaded for who needs it: hardly a start of the platform does.
    const { readCsv } = await import('./csv.ts');
    try {
      const rows = readCsv(file.text);
      const columns = Object.keys(rows[0]?.values ?? {});
      const kind = columns.includes('holder')
        ? 'roles'
        : columns.includes('personNumber')
          ? 'persons'
          : 'organizations';
      const needed = {
        roles: ['holder', 'role', 'organization'],
        persons: ['personNumber', 'name'],
        organizations: ['organizationNumber', 'name', 'form'],
      };
      const missing = needed[kind].filter((column) => !columns.includes(column));
      if (rows.length > 0 && missing.length > 0) {
        this.fail({ file: file.name, line: 1 }, `the header lacks the column ${missing.join(', ')}`);
        return;
      }
      for (const { line, values } of rows) {
        const source = { file: file.name, line, values };
        sources[kind].push(source);
        this.#leaveUnknown(source, kind);
      }
    } catch (error) {
      if (!isRefusal(error, 'csv-malformed')) throw error;
      this.fail({ file: file.name, line: Number(error.parameters['line']) }, error.message);
    }
  }

  text(source: Source, member: string): string | undefined {
    const value = source.values[member];
    if (typeof value !== 'string' || value === '') return undefined;
    if (!value.includes('\0')) return value;
    this.fail(source, `${member} holds the character NUL, which no database keeps`);
    return undefined;
  }

  /** A number that the file may give: text of digits or a JSON number. */
  whole(source: Source, member: string): number | undefined {
    const value = source.values[member];
    if (value === undefined || value === null || value === '') return undefined;
    if (/^\d{1,15}$/.test(String(value))) return Number(value);
    this.fail(source, `${member} "${String(value).slice(0, 40)}" is not a number`);
    return undefined;
  }

  /** Whether it is deleted, and when, in milliseconds. */
  deletion(source: Source): { readonly isDeleted: boolean; readonly deletedAt?: number } {
    const { isDeleted } = source.values;
    if (isDeleted !== undefined && isDeleted !== null && !['true', 'false', ''].includes(String(isDeleted)))
      this.fail(source, `isDeleted "${String(isDeleted).slice(0, 40)}" is neither true nor false`);
    const given = this.text(source, 'deletedAt');
    if (given === undefined) return { isDeleted: String(isDeleted) === 'true' };
    const deletedAt = Date.parse(given);
    if (!/^\d{4}-\d{2}-\d{2}/.test(given) || Number.isNaN(deletedAt))
      this.fail(source, `deletedAt "${given.slice(0, 40)}" is no date of the form 2026-01-31`);
    return String(isDeleted) === 'false' ? { isDeleted: false } : { isDeleted: true, deletedAt };
  }

  uuid(source: Source): string | undefined {
    const given = this.text(source, 'uuid');
    if (given !== undefined && !isUuid(given)) this.fail(source, `uuid "${given.slice(0, 60)}" is not a UUID`);
    return given?.toLowerCase();
  }

  checkOrganization(source: Source): string {
    const number = this.text(source, 'organizationNumber') ?? '';
    if (!isOrganizationNumber(number))
      this.fail(source, `"${number.slice(0, 40)}" is no organisation number: nine digits with a check digit`);
    if (this.text(source, 'name') === undefined) this.fail(source, 'name is missing');
    const form = this.text(source, 'form');
    if (form === undefined) this.fail(source, 'form is missing: the organisation form, e.g. AS or BEDR');
    else if (!loadCatalogue().variant(form))
      this.fail(source, `form "${form.slice(0, 20)}" is no organisation form: use one such as AS or BEDR`);
    return number;
  }

  /** @returns the name by which it is known, an e-mail address in small letters */
  checkUser(source: Source): string {
    const name = this.text(source, 'name')?.trim() ?? '';
    if (name === '' || name.length > 200)
      this.fail(source, 'name is missing: the user name or e-mail address, at most 200 characters');
    return name.includes('@') ? name.toLowerCase() : name;
  }

  checkPerson(source: Source): string {
    const number = this.text(source, 'personNumber') ?? '';
    if (!isPersonNumber(number))
      this.fail(source, 'personNumber is no person number: eleven digits with two check digits');
    else if (!this.#allowReal && !isSyntheticPersonNumber(number))
      this.fail(source, 'personNumber may be a real person’s: only synthetic numbers are taken here');
    if (this.text(source, 'name') === undefined) this.fail(source, 'name is missing');
    return number;
  }
}
