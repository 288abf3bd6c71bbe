/** A member of a JSON object, whose names the surface has given the letters of the schema; undefined where there is none. */
export const memberOf = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
