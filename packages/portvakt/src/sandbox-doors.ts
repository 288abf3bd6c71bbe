/** How commands reach the doors that only a sandbox has, `/sandbox/…`. */
import { laterAdvice, strangeAnswer, unreached } from 'altinn-jwks/command';
import { Option } from 'commander';
import { isObject } from './self-service/http.ts';

/** No door takes longer, but those that say so. */
const PATIENCE_MS = 60_000;
/** What a door answers with is shorter, but where it is said. */
const MAX_BYTES = 20_000_000;

/** `--url`: where the platform is; `PORTVAKT_URL` counts when it is left out. */
export const urlOption = (): Option =>
  new Option('--url <base>', 'base URL of the platform').env('PORTVAKT_URL').default('http://localhost:7070');

/** Where a door of the sandbox is. @param path below the base, without a slash at its start @throws Error when the base is no URL */
export function doorAt(url: string, path: string): URL {
  const base = `${url.replace(/\/+$/, '')}/`;
  if (/^https?:/.test(base) && URL.canParse(path, base)) return new URL(path, base);
  throw new Error('--url (or PORTVAKT_URL) must be a base URL such as http://localhost:7070.');
}

/** What is sent, and how much is waited for. */
export interface Asked extends Omit<RequestInit, 'redirect' | 'signal'> {
  /** Ends it sooner. */
  readonly signal?: AbortSignal;
  /** Default: a minute. */
  readonly patienceMs?: number;
  /** Of the answer; default: 20 MB. */
  readonly maxBytes?: number;
}

/** What was answered, read to its end: what breaks off on the way is no answer. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

const MISTAKEN = 'Check the address: it may be another program’s.';

/** Sends a request, whose answer may have any status; a redirect is not followed. @throws Error that says what to try when nothing comes */
export async function knock(target: URL, asked: Asked = {}): Promise<DoorAnswer> {
  const { patienceMs = PATIENCE_MS, maxBytes = MAX_BYTES, signal, ...init } = asked;
  const parts: Uint8Array[] = [];
  let length = 0;
  let response: Response;
  try {
    const patience = AbortSignal.timeout(patienceMs);
    const until = signal ? AbortSignal.any([signal, patience]) : patience;
    response = await fetch(target, { ...init, redirect: 'error', signal: until });
    for await (const part of response.body ?? []) {
      parts.push(part as Uint8Array);
      length += (part as Uint8Array).byteLength;
      if (length > maxBytes) break;
    }
  } catch (cause) {
    throw new Error(unreached(target.origin, cause), { cause });
  }
  if (length > maxBytes) throw new Error(`${target.host} answered with more than ${maxBytes} bytes. ${MISTAKEN}`);
  return { status: response.status, headers: response.headers, bytes: Buffer.concat(parts) };
}

/** Asks a door of the sandbox. @param path below the base, without a slash at its start @throws with the platform's own explanation */
export async function askSandbox(url: string, path: string, asked: Asked = {}): Promise<DoorAnswer> {
  const target = doorAt(url, path);
  const answer = await knock(target, asked);
  const { status, headers, bytes } = answer;
  // A proxy's page has any status.
  if (/^\s*</.test(bytes.toString('latin1', 0, 100)))
    throw new Error(strangeAnswer(target.origin, status, bytes.toString()));
  if (status < 300) return answer;
  const body = jsonIn(bytes);
  const { detail, title } = isObject(body) ? body : {};
  const own = [detail, title].find((text) => typeof text === 'string');
  // A platform says in words what it has not: who has none is another program, or a platform without these doors.
  if (status === 404 && own === undefined)
    throw new Error(`${target.origin} has no ${target.pathname}: it is no sandbox of Portvakt. ${MISTAKEN}`);
  const said = [own, headers.get('www-authenticate')].filter(Boolean).join(': ') || 'no reason given';
  throw new Error(`The platform answered ${status}: ${said}${laterAdvice(status, headers.get('retry-after'))}`);
}

/** Lets a door do what it answers nothing to. @throws Error when it answers something: then it was no door of a sandbox */
export async function tellSandbox(url: string, path: string, asked: Asked): Promise<void> {
  const { status, bytes } = await askSandbox(url, path, asked);
  if (status !== 204) throw new Error(strangeAnswer(url, status, bytes.toString()));
}

/** Asks a door that answers with JSON. @param is whether it is what the door has @throws Error */
export async function readSandbox<T>(
  url: string,
  path: string,
  is: (body: unknown) => body is T,
  asked: Asked = {},
): Promise<T> {
  const { status, bytes } = await askSandbox(url, path, asked);
  const body = jsonIn(bytes);
  if (is(body)) return body;
  throw new Error(strangeAnswer(url, status, bytes.toString()));
}

/** Whether it is a list of what is told. */
export const listOf =
  <T>(isOne: (one: Readonly<Record<string, unknown>>) => boolean) =>
  (body: unknown): body is readonly T[] =>
    Array.isArray(body) && body.every((one) => isObject(one) && isOne(one));

/** Whether it is an object whose members are texts. */
export const textsOf =
  <T>(...names: readonly (keyof T & string)[]) =>
  (body: unknown): body is T =>
    isObject(body) && names.every((name) => typeof body[name] === 'string');

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}
