import { spelledIn } from '../http/index.ts';

/** A member of a JSON object, in whatever letters its name is written, as ASP.NET reads it; undefined where there is none. */
export const memberOf = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[spelledIn(of, name)] : undefined;
