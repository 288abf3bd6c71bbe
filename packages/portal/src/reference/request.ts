/** A request to an operation, made of what has been filled in; the samples show it, and try-out sends it. */
import { segment } from '../api/path.ts';
import type { Operation, Parameter } from './document.ts';
import { exampleOf } from './schema.ts';

export interface Filled {
  /** By place and name of the parameter: see {@link keyOf}. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Media type of the body; undefined = no body. */
  readonly type: string | undefined;
  readonly text: string;
  /** A body, or by name the parts of it, that come from files. */
  readonly files: Readonly<Record<string, File>>;
}

/** A part of a `multipart/form-data` body. */
export interface Part {
  readonly name: string;
  /** Undefined = a file. */
  readonly text?: string;
}

export type SentBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file' }
  | { readonly kind: 'parts'; readonly parts: readonly Part[] };

export interface Sent {
  readonly method: string;
  /** From the first slash on; a parameter of the path that is not filled in stands there in braces. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: SentBody;
}

export const keyOf = ({ in: place, name }: Parameter): string => `${place} ${name}`;

export const isBinary = (type: string): boolean => type === 'application/octet-stream';
export const isMultipart = (type: string): boolean => type === 'multipart/form-data';

/** What stands in a path, or in the header of whom a person acts for, in the sandbox: see docs/world.md. */
const OF_THE_WORLD: Readonly<Record<string, string>> = {
  party: '50020008',
  partyId: '50020008',
  org: 'ttd',
  app: 'demo',
  orgNo: '310044423',
  orgno: '310044423',
  orgnr: '310044423',
  owner: 'skogdir',
  provider: 'maskinporten',
  surface: 'all',
  'X-Portvakt-Organization': '310044423',
};

/** The example of a body of that type, as text; of a multipart body the part that is text. */
export function exampleBody(operation: Operation, type: string): string {
  const content = operation.body?.content[type];
  if (isMultipart(type)) return partsOf(operation).find(({ text }) => text !== undefined)?.text ?? '';
  if (!content || isBinary(type)) return '';
  const value = content.example ?? exampleOf(content.schema ?? {});
  if (type === 'application/x-www-form-urlencoded')
    return new URLSearchParams(value as Record<string, string>).toString();
  if (/xml|text\//.test(type)) return typeof value === 'string' ? value : '';
  return JSON.stringify(value, undefined, 2);
}

/** What is there before anybody has filled in anything. @param sandbox the synthetic world is there, whose ids can be proposed */
export function firstFilled(operation: Operation, sandbox: boolean): Filled {
  const [type] = Object.keys(operation.body?.content ?? {});
  return {
    parameters: Object.fromEntries(
      operation.parameters.flatMap((one): [string, string][] => {
        const known = one.in !== 'query' && sandbox ? OF_THE_WORLD[one.name] : undefined;
        const value = known ?? (one.required ? proposed(one) : '');
        return value === '' ? [] : [[keyOf(one), value]];
      }),
    ),
    type,
    text: type === undefined ? '' : exampleBody(operation, type),
    files: {},
  };
}

const proposed = ({ schema }: Parameter): string => {
  const value = exampleOf(schema);
  return typeof value === 'object' ? '' : String(value);
};

/** Parameters that must be there and are not. */
export const missingIn = (operation: Operation, { parameters }: Filled): readonly string[] =>
  operation.parameters.filter((one) => one.required && !parameters[keyOf(one)]).map(({ name }) => name);

/** The parts that a multipart body of the operation has. */
export function partsOf({ body }: Operation): readonly Part[] {
  const { schema, example } = body?.content['multipart/form-data'] ?? {};
  const names = Object.keys(schema?.properties ?? {});
  if (names.length === 1 && names[0] !== undefined) return [{ name: names[0] }];
  return names.length === 0
    ? [{ name: 'file' }]
    : [{ name: 'instance', text: JSON.stringify(example ?? exampleOf(schema ?? {}), undefined, 2) }];
}

/** @throws ApiFailure for a value that no path can carry */
export function sentOf(operation: Operation, filled: Filled): Sent {
  const value = (parameter: Parameter): string => filled.parameters[keyOf(parameter)] ?? '';
  const path = operation.path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const given = filled.parameters[`path ${name}`];
    return given ? segment(given) : whole;
  });
  const query = new URLSearchParams(
    operation.parameters.flatMap((one): [string, string][] => {
      if (one.in !== 'query' || value(one) === '') return [];
      const values = one.schema.type === 'array' ? value(one).split(/\s*,\s*|\n/) : [value(one)];
      return values.filter(Boolean).map((each) => [one.name, each]);
    }),
  ).toString();
  const body = bodyOf(operation, filled);
  return {
    method: operation.method,
    target: query === '' ? path : `${path}?${query}`,
    headers: [
      ...operation.parameters.flatMap((one): [string, string][] =>
        one.in === 'header' && value(one) !== '' ? [[one.name, value(one)]] : [],
      ),
      // A multipart body names its own boundary.
      ...(body === undefined || filled.type === undefined || isMultipart(filled.type)
        ? []
        : [['content-type', filled.type] as const]),
      ...(body?.kind === 'file' ? [['content-disposition', `attachment; filename="${FILE}"`] as const] : []),
    ],
    ...(body === undefined ? {} : { body }),
  };
}

/** How the file is called that a sample sends. */
export const FILE = 'file.txt';

function bodyOf(operation: Operation, { type, text }: Filled): SentBody | undefined {
  if (type === undefined || !operation.body) return undefined;
  if (isBinary(type)) return { kind: 'file' };
  if (isMultipart(type))
    return {
      kind: 'parts',
      parts: partsOf(operation).map((part) => (part.text === undefined ? part : { ...part, text })),
    };
  return text === '' && !operation.body.required ? undefined : { kind: 'text', text };
}
