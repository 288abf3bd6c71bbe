/** A YAML or JSON text against a schema: every fault at once, each with its place. */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { type Document, isNode, isPair, LineCounter, parseDocument, visit } from 'yaml';
import { PRIVATE_MEMBERS } from '../self-service/public-key.ts';
import type { Fault, Place } from './model.ts';

const MAX_CHARACTERS = 2_000_000;
const MAX_FAULTS = 100;

type Path = readonly (string | number)[];

/** What was read, and where each part of it stands. */
export interface Reading {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  readonly place: (path: Path) => Place;
}

const START: Place = { line: 1, column: 1 };
const nothing = (text: string, at: Place = START): Reading => ({
  value: undefined,
  faults: [{ at, text }],
  place: () => at,
});

/** Reads a text. A private key in it is a fault that comes before all others, and its value is in no message. */
export function readYaml(text: string, schema: TSchema): Reading {
  if (text.length > MAX_CHARACTERS) return nothing(`The file is longer than ${MAX_CHARACTERS} characters.`);
  const counter = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
    const at = (offset: number): Place => {
      const { line, col } = counter.linePos(offset);
      return { line, column: col };
    };
    const secrets = privateParts(document, at);
    if (secrets.length > 0) return { value: undefined, faults: secrets, place: () => START };
    if (document.errors.length > 0)
      return { value: undefined, faults: syntaxFaults(document, text, at), place: () => START };
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    const place = (path: Path) => placeOf(document, path, at);
    return { value, faults: schemaFaults(schema, value, place), place };
  } catch (error) {
    if (error instanceof RangeError) return nothing(TOO_DEEP);
    return nothing(`The file cannot be read: ${firstLine(error instanceof Error ? error.message : 'unreadable')}`);
  }
}

const TOO_DEEP = 'The file is nested too deeply.';
const firstLine = (text: string): string =>
  /^Maximum call stack/.test(text) ? TOO_DEEP : (text.split('\n')[0] ?? '').slice(0, 300);

const MEND = 'mend it there, or write the file again as a whole';

/** What follows from a fault at the same place, or from an end that comes too early, is not told. */
function syntaxFaults({ errors }: Document, text: string, at: (offset: number) => Place): readonly Fault[] {
  const whole = text.trimEnd().length;
  const early = errors.find(({ pos }) => pos[0] >= whole);
  const told = early === undefined ? errors : [early];
  const faults = told.map(({ pos, message }) => {
    const words = firstLine(message);
    const start = early === undefined ? '' : 'The file ends too early, as one does that is half written: ';
    return { at: at(pos[0]), text: words === TOO_DEEP ? words : `${start}${words}: ${MEND}.` };
  });
  const isFirst = ({ at: { line, column } }: Fault, index: number) =>
    faults.findIndex((one) => one.at.line === line && one.at.column === column) === index;
  return faults.filter(isFirst).slice(0, MAX_FAULTS);
}

/** The place of a value; of its key where it is an entry of a map, as a reader looks for names. */
function placeOf(document: Document, path: Path, at: (offset: number) => Place): Place {
  for (let length = path.length; length > 0; length -= 1) {
    const offset =
      keyOffset(document, path.slice(0, length)) ?? rangeStart(document.getIn(path.slice(0, length), true));
    if (offset !== undefined) return at(offset);
  }
  const offset = rangeStart(document.contents);
  return offset === undefined ? START : at(offset);
}

const rangeStart = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

function keyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const items = isNode(parent) && 'items' in parent && Array.isArray(parent.items) ? (parent.items as unknown[]) : [];
  const last = String(path.at(-1));
  const pair = items.find(
    (item) => isPair(item) && String(isNode(item.key) && 'value' in item.key ? item.key.value : item.key) === last,
  );
  return isPair(pair) ? rangeStart(pair.key) : undefined;
}

const REFUSED =
  'a private key stands here, and nothing was sent. Take it out, count it as known to others and make a new one; keys are referred to by store and set, or by file';

function privateParts(document: Document, at: (offset: number) => Place): readonly Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && isPrivateText(node.value))
        faults.push({ at: at(node.range?.[0] ?? 0), text: REFUSED });
    },
    Map(_, node) {
      const names = node.items.map(({ key }) => String(isNode(key) && 'value' in key ? key.value : key));
      if (names.includes('kty') && names.some((name) => PRIVATE_MEMBERS.includes(name)))
        faults.push({ at: at(node.range?.[0] ?? 0), text: REFUSED });
    },
  });
  return faults;
}

/** PEM, a JWK as text, or base64 of either. */
function isPrivateText(value: string): boolean {
  const looks = (text: string) =>
    /PRIVATE KEY-----/.test(text) || (/"kty"\s*:/.test(text) && /"(d|p|q|dp|dq|qi|k)"\s*:/.test(text));
  if (looks(value)) return true;
  return (
    value.length > 200 &&
    /^[A-Za-z0-9+/_\s-]+={0,2}$/.test(value) &&
    looks(Buffer.from(value, 'base64').toString('latin1'))
  );
}

interface Issue {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: object;
}

const pathOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** A path as people write it: `clients[0].scopes`. */
const shown = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>();

function checkerOf(schema: TSchema): ReturnType<typeof Compile> {
  const known = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, known);
  return known;
}

/** The library tells eight and no more, unless all of the process is told otherwise: so only for as long as this takes. */
function withMany<T>(work: () => T): T {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: 10 * MAX_FAULTS });
  try {
    return work();
  } finally {
    Settings.Set({ maxErrors });
  }
}

function schemaFaults(schema: TSchema, value: unknown, place: (path: Path) => Place): readonly Fault[] {
  const issues = withMany(() => checkerOf(schema).Errors(value)) as readonly Issue[];
  const unions = issues.filter(({ keyword }) => keyword === 'anyOf');
  const own = issues.filter(
    ({ keyword, schemaPath }) =>
      keyword !== 'boolean' && !unions.some((union) => schemaPath.startsWith(`${union.schemaPath}/anyOf/`)),
  );
  const faults = own.flatMap((issue) => {
    const path = pathOf(issue.instancePath);
    if (issue.keyword !== 'additionalProperties') return [fault(path, words(schema, issue), place)];
    const { additionalProperties = [] } = issue.params as { additionalProperties?: readonly string[] };
    return additionalProperties.map((name) =>
      fault([...path, name], `is not known here${meant(name, membersAt(schema, issue.schemaPath))}`, place),
    );
  });
  return faults.sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column).slice(0, MAX_FAULTS);
}

const fault = (path: Path, text: string, place: (path: Path) => Place): Fault => ({
  at: place(path),
  text: path.length === 0 ? `The file ${text}` : `${shown(path)} ${text}`,
});

function schemaAt(schema: TSchema, pointer: string): Readonly<Record<string, unknown>> {
  let found: unknown = schema;
  for (const part of pointer.split('/').slice(1)) found = (found as Record<string, unknown> | undefined)?.[part];
  return (found ?? {}) as Readonly<Record<string, unknown>>;
}

const membersAt = (schema: TSchema, pointer: string): readonly string[] =>
  Object.keys((schemaAt(schema, pointer)['properties'] ?? {}) as object);

/** The name that may have been meant. */
function meant(name: string, known: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const letters = (text: string) => [...plain(text)].sort().join('');
  const close = known.find(
    (one) => letters(one) === letters(name) || (name.length > 4 && plain(one).startsWith(plain(name).slice(0, 5))),
  );
  return close === undefined ? `: known are ${known.join(', ')}` : `: is ${close} meant?`;
}

function words(schema: TSchema, { keyword, schemaPath, params }: Issue): string {
  const rule = schemaAt(schema, schemaPath);
  const described =
    typeof rule['description'] === 'string' && rule['description'] !== '' ? rule['description'] : undefined;
  const given = params as Readonly<Record<string, unknown>>;
  switch (keyword) {
    case 'required':
      return `lacks ${[given['requiredProperties']].flat().join(', ')}`;
    case 'type':
      return `must be ${{ string: 'text', integer: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a map of members' }[String(given['type'])] ?? given['type']}`;
    case 'enum':
      return `must be one of ${[given['allowedValues']].flat().join(', ')}`;
    case 'minLength':
      return 'must not be empty';
    case 'maxLength':
      return `may have at most ${String(given['limit'])} characters`;
    case 'minItems':
      return `must have at least ${String(given['limit'])}`;
    case 'maxItems':
      return `may have at most ${String(given['limit'])}`;
    case 'minimum':
    case 'maximum':
      return `must be ${keyword === 'minimum' ? 'at least' : 'at most'} ${String(given['limit'])}`;
    default:
      return described === undefined
        ? `does not have the form ${String(rule['pattern'] ?? '')}`.trim()
        : `must be ${described}`;
  }
}
