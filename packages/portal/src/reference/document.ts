/** The platform's OpenAPI document, as this page reads it. */
import type { Access } from '@portvakt/platform/testing/operations';
import type { Schema } from './schema.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
}

export interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, Content>>;
}

export interface Operation {
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly surface: string;
  readonly access: Access;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly answers: Readonly<Record<string, Answer>>;
}

export interface Reference {
  readonly version: string;
  /** Where the platform says that it is; no final slash. */
  readonly base: string;
  readonly surfaces: readonly string[];
  /** What each surface is for. */
  readonly words: ReadonlyMap<string, string>;
  readonly operations: readonly Operation[];
  /** The platform gives tokens to whoever asks: never in production. */
  readonly makesTokens: boolean;
}

interface DescribedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly 'x-access': Access;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Operation['body'];
  readonly responses: Operation['answers'];
}

export interface OpenApiDocument {
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly info: { readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

/** How the door is called that gives tokens: it is in the document of a sandbox, and there alone. */
const TOKEN_DOOR = 'makeSandboxToken';

/** What whoever is new looks for comes first, and what is the platform's own last; all others between, by name. */
const FIRST = ['maskinporten', 'selvbetjening', 'authentication', 'authorization', 'system register', 'system users'];
const OWN = ['audit', 'AuthZEN', 'operator', 'platform', 'policy authoring', 'policy information', 'portal', 'sandbox'];

/** Whether a surface is the platform's own, and none of those that it answers as. */
export const isOwn = (surface: string): boolean => OWN.includes(surface);

function rank(surface: string): string {
  const first = FIRST.indexOf(surface);
  if (first !== -1) return `0${first}`;
  return isOwn(surface) ? `2${surface}` : `1${surface}`;
}

/** The document in the order of surface, path and method. */
export function readReference({ info, servers, tags = [], paths }: OpenApiDocument): Reference {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): Operation => {
      const { operationId: id, summary, tags, requestBody: body } = one;
      return {
        id,
        method: method.toUpperCase(),
        path,
        summary,
        surface: tags[0] ?? '',
        access: one['x-access'],
        parameters: one.parameters,
        ...(body === undefined ? {} : { body }),
        answers: one.responses,
      };
    }),
  );
  const key = ({ surface, path, method }: Operation) => `${rank(surface)} ${path} ${method}`;
  operations.sort((a, b) => key(a).localeCompare(key(b), 'en'));
  return {
    version: info.version,
    base: servers[0]?.url ?? '',
    surfaces: [...new Set(operations.map(({ surface }) => surface))],
    words: new Map(tags.map(({ name, description = '' }) => [name, description])),
    operations,
    makesTokens: operations.some(({ id }) => id === TOKEN_DOOR),
  };
}

/** A surface as addresses have it: of its document, and of this page. */
export const slug = (surface: string): string => surface.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** The reference of the platform that served this page. @throws when the document does not come */
export async function fetchReference(signal: AbortSignal): Promise<Reference> {
  const response = await fetch(documentAddress(), { signal });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return readReference(await response.json());
}

export const documentAddress = (surface?: string): string =>
  `/openapi/${surface === undefined ? 'all' : slug(surface)}.json`;

/** The operations that have every word of the text somewhere: in path, method, name, summary, surface or scopes. */
export function found(
  operations: readonly Operation[],
  text: string,
  surface: string | undefined,
): readonly Operation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter((one) => {
    if (surface !== undefined && one.surface !== surface) return false;
    const scopes = 'scopes' in one.access ? (one.access.scopes ?? []) : [];
    const hay = [one.method, one.path, one.id, one.summary, one.surface, ...scopes].join(' ').toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
