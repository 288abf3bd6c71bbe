/** Answers in tests, held to what the description of their operation promises. */
import { Compile } from 'typebox/compile';
import type { Operation } from '../http/index.ts';

const checks = new WeakMap<object, ReturnType<typeof Compile>>();

/** The operation at an address; of several the one with the fewest parameters, as routes are found. */
const operationAt = (operations: readonly Operation[], method: string, path: string): Operation | undefined =>
  operations
    .filter((one) => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];

/** @throws when the answer is none that the description of the operation at this address promises */
export function requirePromised(
  operations: readonly Operation[],
  method: string,
  url: string,
  { status, text }: { readonly status: number; readonly text: string },
): void {
  const name = `${method} ${url}`;
  const operation = operationAt(operations, method, url.replace(/\?.*$/, ''));
  const promised = operation?.answers[status] ?? operation?.refusals[status];
  if (!promised) throw new Error(`the description of ${name} knows no ${status}: ${text.slice(0, 300)}`);
  const { schema } = promised;
  if (schema === undefined) {
    if (text !== '') throw new Error(`${name} has a body with ${status}, which its description does not know`);
    return;
  }
  const check = checks.get(schema) ?? Compile(schema);
  checks.set(schema, check);
  const value: unknown = JSON.parse(text);
  const [fault] = check.Check(value) ? [] : check.Errors(value);
  if (fault) throw new Error(`${name}: ${status} is off its schema at ${fault.instancePath}: ${fault.message}`);
}
