/** How an API is called: bearer token, JSON in and out, bounded, and a refusal as one line of words. */
import { laterAdvice, strangeAnswer, unreached } from 'altinn-jwks/command';

const TIMEOUT_MS = 30_000;
const MAX_CHARACTERS = 20_000_000;

/** Where an API is, and who asks. */
export interface Door {
  /** Without a trailing slash. */
  readonly base: string;
  /** Left out where everyone may ask. */
  readonly token?: () => Promise<string>;
  readonly fetch?: typeof fetch;
}

/** An API refused, or did not answer. The message holds no token. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0 when there was no answer. */
  readonly status: number;

  constructor(message: string, status: number, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.status = status;
  }
}

/** What is sent. */
export interface Sent {
  /** As JSON, unless it is a form. */
  readonly body?: object;
  /** Statuses that are answers and no refusals. */
  readonly also?: readonly number[];
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** Undefined when it is no JSON. */
  readonly body: unknown;
  /** `Retry-After`. */
  readonly retryAfter: string | null;
  /** `WWW-Authenticate`, when it says more than the scheme: often the only place that names the scope that is missing. */
  readonly challenge: string;
}

/** Calls a path below the door. @throws ApiError for every status beyond 2xx that is not expected */
export async function call(door: Door, method: string, path: string, sent: Sent = {}): Promise<Reply> {
  const { body, also = [] } = sent;
  const bearer = await door.token?.();
  const isForm = body instanceof FormData;
  const headers = {
    accept: 'application/json, application/xml;q=0.9',
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
  };
  const content = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) };
  const reply = await send(door, `${door.base}${path}`, { method, headers, ...content });
  // Before it is an answer of any kind: a proxy's page has any status.
  if (isStrange(reply)) throw new ApiError(strangeAnswer(door.base, reply.status, reply.text), reply.status);
  if ((reply.status >= 200 && reply.status < 300) || also.includes(reply.status)) return reply;
  const { status } = reply;
  const advice = laterAdvice(status, reply.retryAfter);
  const words = advice === '' ? said(reply) : `${said(reply).replace(/\.$/, '')}${advice}`;
  throw new ApiError(`${method} ${door.base}${path} answered ${status}: ${words}`, status);
}

/** No JSON, and none of the XML that policies are: what the API itself refuses, it refuses in words. */
const isStrange = ({ body, text }: Reply): boolean =>
  body === undefined && (/^\s*<(!doctype html|html|head|body)\b/i.test(text) || /^\s*[[{]/.test(text));

async function send(door: Door, url: string, init: RequestInit): Promise<Reply> {
  try {
    const response = await (door.fetch ?? fetch)(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await bounded(response);
    const { status, headers } = response;
    return {
      status,
      text,
      body: parsed(text),
      retryAfter: headers.get('retry-after'),
      challenge: challengeOf(headers),
    };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(unreached(url, error), 0, error);
  }
}

/** Never a token, whoever wrote it. */
function challengeOf(headers: Headers): string {
  const text = headers.get('www-authenticate') ?? '';
  return text.includes('=') ? text.replace(/\bey[\w-]+\.[\w.-]+/g, '…').slice(0, 500) : '';
}

async function bounded(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_CHARACTERS)
      throw new ApiError(`${response.url} answered with more than ${MAX_CHARACTERS} characters.`, response.status);
  }
  return text + decoder.decode();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

type Members = Readonly<Record<string, unknown>>;

/** Whether it is a JSON object. */
export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SILENT = 'no reason given';

/** The API's own words, in whichever member they are (maskinporten.md 6.6; system-register-and-users.md 2); never more than a line. */
function said({ body, text, challenge }: Reply): string {
  const members = isObject(body) ? body : {};
  const main = ['error_description', 'detail', 'title', 'message', 'error'].map((name) => members[name]);
  const { errors } = members;
  const more = Array.isArray(errors)
    ? errors.filter(isObject).map((one) => one['errorMessage'] ?? one['message'])
    : isObject(errors)
      ? Object.entries(errors).map(([field, texts]) => `${field}: ${[texts].flat().join(' ')}`)
      : [];
  const first = main.find(isText);
  // Some say the same twice.
  const words = [first, ...more.filter((text) => !isText(first) || !first.includes(afterColon(text)))].filter(isText);
  const plain = words.length > 0 ? words.join('; ') : text.trimStart().startsWith('<') ? '' : text;
  const own = plain.replace(/\p{Cc}+/gu, ' ').slice(0, 500);
  return [own, challenge].filter(Boolean).join(': ') || SILENT;
}

const afterColon = (text: unknown): string => String(text).replace(/^[\w.[\]]+: /, '');
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
