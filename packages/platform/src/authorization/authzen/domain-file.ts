/** Domains kept as files: `domain.json` beside its XACML policy. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { type XacmlDomain, type XacmlDomainOptions, xacmlDomain } from './xacml-domain.ts';

/** A domain's file is not what it must be; the text names the file, the member and what was expected. */
export class DomainFileError extends Error {
  override readonly name = 'DomainFileError';
}

const closed = <T extends Record<string, TSchema>>(members: T) => Type.Object(members, { additionalProperties: false });
const Name = Type.String({ minLength: 1, maxLength: 2000 });
const Entities = Type.Optional(
  Type.Array(closed({ type: Name, id: Name, properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())) })),
);
const DomainFile = closed({
  policy: Name,
  resourceTypes: Type.Array(Name, { minItems: 1 }),
  subjects: Entities,
  resources: Entities,
  actions: Type.Optional(Type.Array(Name)),
  attributes: Type.Optional(
    Type.Record(Type.String({ pattern: '^(subject|resource|action|context)\\..+$' }), Name, {
      additionalProperties: false,
    }),
  ),
});

/**
 * A domain from its file, or from the `domain.json` of a folder: the options of `xacmlDomain`, with `policy` as the name of a file beside it.
 * @throws DomainFileError naming what is wrong with which file; a policy's error has its line and column
 */
export async function readXacmlDomain(path: string): Promise<XacmlDomain> {
  const file = (await stat(path).catch(() => undefined))?.isDirectory() ? join(path, 'domain.json') : path;
  const options = parsed(file, await textOf(file));
  const policyFile = resolve(dirname(file), options.policy);
  const policy = await textOf(policyFile);
  try {
    return xacmlDomain({ ...options, policy });
  } catch (error) {
    throw new DomainFileError(`${policyFile}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Domains from files. @throws DomainFileError when two are about one type of resource: only the first would ever be asked */
export async function readXacmlDomains(paths: readonly string[]): Promise<readonly XacmlDomain[]> {
  const claimed = new Map<string, string>();
  const domains: XacmlDomain[] = [];
  for (const path of paths) {
    const domain = await readXacmlDomain(path);
    for (const type of domain.resourceTypes) {
      const other = claimed.get(type);
      if (other !== undefined)
        throw new DomainFileError(`${path} and ${other} are both about resources of the type "${type}"`);
      claimed.set(type, path);
    }
    domains.push(domain);
  }
  return domains;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new DomainFileError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

function parsed(file: string, text: string): XacmlDomainOptions {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DomainFileError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (Value.Check(DomainFile, value)) return value;
  const [first] = Value.Errors(DomainFile, value);
  const where = first?.instancePath ? first.instancePath.slice(1).replaceAll('/', '.') : 'the file';
  // A member that no schema knows is reported as tested against `false`.
  const what = first?.keyword === 'boolean' ? 'is not a known member' : (first?.message ?? 'is not valid');
  throw new DomainFileError(
    `${file}: ${where} ${what}; a domain has policy (a file name), resourceTypes, and optionally subjects, resources, actions and attributes`,
  );
}
