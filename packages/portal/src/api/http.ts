import { tellTime } from '../clock.ts';
import { ApiFailure, failureOf } from './failure.ts';
import type { Operations } from './generated/operations.ts';
import { segment } from './path.ts';

export { ApiFailure, type FieldFault, type Parameters } from './failure.ts';

/** An operation of the platform, as the table of operations names it: `GET /selvbetjening/api/v1/clients/{id}`. */
export type Operation = keyof Operations;

/** What has been answered is kept for every page that asks: nobody writes in it. */
export type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

/** What an operation answers when it goes well. */
export type AnswerOf<O extends Operation> = Immutable<Operations[O]['answer']>;

/** What an operation reads: its parameters and its body. A body that is a text is sent as text/plain. */
type Given<O extends Operation> = O extends Operation
  ? Immutable<Pick<Operations[O], Extract<keyof Operations[O], 'params' | 'query' | 'body'>>>
  : never;

interface Options {
  /** Organisation number: whom the person acts for at the self-service API. */
  readonly organization?: string;
  readonly language?: string;
  /** The ETag that the change began from. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}
type Call<O extends Operation> = Given<O> & Options;
/** What must be said is asked for; where nothing must, nothing need be given. */
type Input<O extends Operation> = Record<never, never> extends Given<O> ? [call?: Call<O>] : [call: Call<O>];

type Json = { [O in Operation]: AnswerOf<O> extends string ? never : O }[Operation];
type Text = Exclude<Operation, Json>;

/**
 * Calls the platform that served this page, as the person who is logged in.
 * @returns the answer as its operation describes it; undefined when it is empty, and when what was to be deleted was gone already
 * @throws ApiFailure; 404 for an id that no address can carry
 */
export async function call<const O extends Json>(operation: O, ...[input]: Input<O>): Promise<AnswerOf<O>> {
  const { status, answer } = await exchange(operation, input, 'application/json');
  return (answer === '' ? undefined : parsed(status, answer)) as AnswerOf<O>;
}

/**
 * As {@link call}, for an answer that is XML.
 * @returns the text as it came
 * @throws ApiFailure
 */
export async function callXml<const O extends Text>(operation: O, ...[input]: Input<O>): Promise<string> {
  return (await exchange(operation, input, 'application/xml')).answer;
}

/** A call as it is carried out, whatever the operation. */
interface AnyCall extends Options {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, Value | readonly Value[] | undefined>>;
  readonly body?: unknown;
}
type Value = string | number | boolean;

/** The address with its parameters in it. @throws ApiFailure 404 for an id that no address can carry */
function addressOf(path: string, { params = {}, query = {} }: AnyCall): string {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => segment(String(params[name])));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value = []]) => [value].flat().map((one) => [name, String(one)])),
  );
  return search.size === 0 ? address : `${address}?${search}`;
}

async function exchange(
  operation: string,
  input: AnyCall = {},
  accept: string,
): Promise<{ status: number; answer: string }> {
  const { organization, ifMatch, language, body, signal } = input;
  const [method = '', path = ''] = operation.split(' ');
  const address = addressOf(path, input);
  const headers: Record<string, string> = { accept };
  if (organization !== undefined) headers['x-portvakt-organization'] = organization;
  if (ifMatch !== undefined) headers['if-match'] = ifMatch;
  if (language !== undefined) headers['accept-language'] = language;
  if (body !== undefined) headers['content-type'] = typeof body === 'string' ? 'text/plain' : 'application/json';
  let response: Response;
  let answer: string;
  try {
    response = await fetch(address, {
      method,
      headers,
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      credentials: 'same-origin',
      ...(signal ? { signal } : {}),
    });
    tellTime(response.headers);
    answer = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiFailure(0, '');
  }
  if (response.ok) return { status: response.status, answer };
  const failure = failureOf(response.status, answer, response.headers);
  if (method === 'DELETE' && isGone(failure)) return { status: failure.status, answer: '' };
  throw failure;
}

/** What should go and is gone is as it should be: somebody was first, if only the same person in another tab. An address that the platform does not know is none of that. */
const isGone = ({ status, code }: ApiFailure): boolean =>
  (status === 404 || status === 410) && code !== 'address-unknown' && code !== 'address-without-id';

/** A page of HTML where JSON was due (an unknown path behind the SPA fallback) is a missing thing, not a crash. */
function parsed(status: number, answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    throw new ApiFailure(answer.trimStart().startsWith('<') ? 404 : status, '');
  }
}

/** The value, or the fallback when the platform says that there is none. */
export async function orWhenMissing<T, F>(promise: Promise<T>, fallback: F): Promise<T | F> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return fallback;
    throw error;
  }
}
