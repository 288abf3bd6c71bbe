/** Fuzzing by the table of operations: every answer must be one that the operation's description promises. */
import type { Operation } from '@portvakt/platform/testing/operations';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { asText, faulty, fitting, hostile, type Schema, textFor } from './requests.ts';

/** What is sent. */
export interface Shot {
  readonly operation: Operation;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly caller: string;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What an answer was that it should not have been. */
export interface Fault {
  readonly shot: Shot;
  readonly reply: Reply;
  readonly reason: string;
}

/** One random request to an operation by one of the callers. */
export const shots = (operation: Operation, callers: readonly string[]): fc.Arbitrary<Shot> => {
  const params = Object.entries(operation.params);
  const query = Object.entries(operation.query);
  return fc
    .record({
      caller: fc.constantFrom(...callers),
      params: fc.tuple(...params.map(([, schema]) => textFor(schema as Schema | undefined))),
      query: fc.tuple(
        ...query.map(([, { schema, required }]) =>
          fc.option(fc.array(textFor(schema as Schema), { minLength: 1, maxLength: 2 }), {
            nil: undefined,
            freq: required ? 20 : 2,
          }),
        ),
      ),
      body: bodies(operation),
    })
    .map((drawn) => {
      const search = new URLSearchParams(
        query.flatMap(([name], index) => (drawn.query[index] ?? []).map((value) => [name, value])),
      );
      const path = params.reduce(
        (url, [name], index) => url.replace(`{${name}}`, () => segment(drawn.params[index] ?? '')),
        operation.path,
      );
      return {
        operation,
        caller: drawn.caller,
        url: `${path}${search.size === 0 ? '' : `?${search}`}`,
        headers: drawn.body === undefined ? {} : { 'content-type': drawn.body.type },
        ...(drawn.body === undefined ? {} : { body: drawn.body.text }),
      };
    });
};

/** Dots alone would be taken out of the address before it is sent. */
const segment = (text: string): string =>
  /^\.{1,2}$/.test(text) ? text.replaceAll('.', '%252e') : encodeURIComponent(text.toWellFormed()) || '%20';

const MALFORMED = ['', '{', 'null', '"', '[1,', '\u0001', '{"a":1}x'];

function bodies({ body }: Operation): fc.Arbitrary<{ readonly type: string; readonly text: string } | undefined> {
  if (body === undefined) return fc.constant(undefined);
  const { schema, types = ['application/json'] } = ('read' in body ? body : { schema: body }) as {
    schema: Schema;
    types?: readonly string[];
  };
  const json = fc.oneof(
    { weight: 5, arbitrary: fitting(schema) },
    { weight: 4, arbitrary: faulty(schema) },
    { weight: 1, arbitrary: hostile },
  );
  return fc.constantFrom(...types).chain((type) =>
    fc.record({
      type: fc.constant(type),
      text: fc.oneof(
        { weight: 12, arbitrary: json.map((value) => (type === FORM ? formOf(value) : (JSON.stringify(value) ?? ''))) },
        { weight: 1, arbitrary: fc.constantFrom(...MALFORMED) },
      ),
    }),
  );
}

const FORM = 'application/x-www-form-urlencoded';

/** The members of a value as a form: of a list each one, of an object its JSON. */
const formOf = (value: unknown): string => {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [['value', value]];
  const pairs = members.flatMap(([name, member]) => [member].flat().map((one) => [String(name), asText(one)]));
  return new URLSearchParams(pairs).toString();
};

type Answer = Operation['answers'][number];

const checks = new WeakMap<object, ReturnType<typeof Compile>>();

/** Why an answer is none that the description promises; undefined when it is one. */
export function faultOf({ operation, url }: Shot, reply: Reply): string | undefined {
  const { status } = reply;
  if (status >= 500 && status !== 503) return `${status}`;
  // The router passes over a part of more than 500 characters, so no operation has answered.
  if (
    status === 404 &&
    url
      .split('?', 1)[0]
      ?.split('/')
      .some((part) => decodeURIComponent(part).length > 500)
  )
    return undefined;
  const promised = operation.answers[status] ?? operation.refusals[status];
  if (!promised) return `the description knows no ${status}`;
  const faults = [promised, ...(promised.or ?? [])].map((form) => misfit(form, reply));
  // Of several forms, the one that has the media type says best what is wrong.
  return faults.includes(undefined)
    ? undefined
    : (faults.find((fault) => fault?.includes('off its schema')) ?? faults[0]);
}

function misfit({ schema, type: promised, also }: Answer, { status, type, text }: Reply): string | undefined {
  const wanted = promised ?? (schema === undefined ? undefined : 'application/json');
  if (wanted === undefined) return text === '' ? undefined : `${status} has no body in the description`;
  const [given = ''] = type.split(';', 1);
  if (wanted === '*/*' || also?.includes(given)) return undefined;
  if (given !== wanted) return `${status} is ${type || 'without media type'}, not ${wanted}`;
  if (schema === undefined || !/[/+]json$/.test(wanted)) return undefined;
  let check = checks.get(schema);
  if (!check) {
    check = Compile(schema);
    checks.set(schema, check);
  }
  const value: unknown = JSON.parse(text);
  if (check.Check(value)) return undefined;
  const [first] = check.Errors(value);
  return `${status} is off its schema at ${first?.instancePath || '/'}: ${first?.message ?? ''}`;
}
