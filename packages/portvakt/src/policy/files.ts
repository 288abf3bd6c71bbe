import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Format, type PolicyDocument, parsePolicy, XacmlError } from '@portvakt/xacml';
import { textOf } from 'altinn-jwks/command';
import { checkPath } from '../input.ts';

/** A problem the user can mend; the commands print it without a stack. */
export class PolicyToolError extends Error {}

/** Largest policy file the commands read, in characters. */
const LIMITS = { maxTextLength: 20_000_000, maxElements: 1_000_000 };

/** Reads a text file. @throws PolicyToolError when it is not there. */
export function readText(path: string): string {
  checkPath(path);
  try {
    return textOf(readFileSync(path));
  } catch (error) {
    throw new PolicyToolError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `path:line:column: message`, which editors and terminals turn into a link. */
export function located(path: string, error: unknown): string {
  if (!(error instanceof XacmlError)) return `${path}: ${error instanceof Error ? error.message : String(error)}`;
  return error.line === undefined ? `${path}: ${error.message}` : `${path}:${error.message}`;
}

/** Reads one policy. @throws PolicyToolError that names the file and the place. */
export function readPolicy(path: string): PolicyDocument {
  try {
    return parsePolicy(readText(path), LIMITS);
  } catch (error) {
    throw error instanceof PolicyToolError ? error : new PolicyToolError(located(path, error));
  }
}

/** Whether a file is XML or JSON, by its name, or else by its first character. */
export function formatOf(path: string, text: string): Format {
  const extension = extname(path).toLowerCase();
  if (extension === '.xml' || extension === '.json') return extension === '.xml' ? 'xml' : 'json';
  return text.trimStart().startsWith('<') ? 'xml' : 'json';
}

/** The XML files of a path: the file itself, or those of a folder (not of its folders), by name. */
export function policyFiles(path: string): string[] {
  checkPath(path);
  if (!existsSync(path)) throw new PolicyToolError(`${path} does not exist`);
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path)
    .filter((name) => extname(name).toLowerCase() === '.xml')
    .sort();
  return names.map((name) => join(path, name));
}
