import type { FastifyRequest } from 'fastify';
import { valuesOf } from '../http/index.ts';
import { invalidField } from './errors.ts';

/** What routes read from a request: everything once, with its type. */
export const ROOT = '/selvbetjening';
export const V1 = `${ROOT}/api/v1`;
export const V2 = `${ROOT}/api/v2`;

export const summary = (text: string) => ({ schema: { tags: ['selvbetjening'], summary: text } });

export const param = (request: FastifyRequest, name: string): string =>
  (request.params as Readonly<Record<string, string>>)[name] ?? '';

/** A query parameter. @throws ApiError 400 when it is given twice */
export function single(request: FastifyRequest, name: string): string | undefined {
  const [value, ...more] = valuesOf(request.query, name);
  if (more.length === 0) return value;
  throw invalidField(name, 'may be given once');
}

/** @throws ApiError 400 for anything but true and false */
export function flag(request: FastifyRequest, name: string): boolean | undefined {
  const value = single(request, name);
  if (value === undefined || value === '') return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalidField(name, 'must be true or false');
}

export const inactive = (request: FastifyRequest): boolean => flag(request, 'inactive') ?? false;

/** Scopes hold slashes, so they travel in the query. @throws ApiError 400 when there is none */
export function scopeName(request: FastifyRequest): string {
  const name = single(request, 'scope');
  if (!name) throw invalidField('scope', 'is required in the query: ?scope=');
  return name;
}
