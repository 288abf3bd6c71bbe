/** A vendor's side of the System Register and of system users (system-register-and-users.md 3, 5, 6, 7.1). */

import type { Answer } from '../answer.ts';
import { check, checkCall, checkMembers, checkOptional } from '../check.ts';
import { ConfigurationError } from '../errors.ts';
import { send } from '../http.ts';
import type { CallOptions } from '../options.ts';
import { type PlatformOptions, platformOf } from '../platform.ts';
import { SystemsError, systemsError } from './errors.ts';
import type {
  AccessPackage,
  Asked,
  ChangeRequest,
  ChangeRequestAnswer,
  RegisteredSystem,
  Right,
  SystemRegistration,
  SystemUser,
  SystemUserRequest,
  SystemUserRequestAnswer,
} from './model.ts';
import { type WaitOptions, waitUntilAnswered } from './wait.ts';

export { SystemsError, type ValidationFault } from './errors.ts';
export * from './model.ts';
export type { WaitOptions } from './wait.ts';

/** Where the system register is, and who asks. */
export interface SystemsOptions extends PlatformOptions {
  /** A Maskinporten or Altinn token with the scopes of system-register-and-users.md 1. */
  readonly token: () => Promise<string>;
  readonly fetch?: typeof fetch;
}

/** Standard: the customer's own data. Agent: the customer adds its clients later. */
export type UserKind = 'standard' | 'agent';

/** A vendor’s systems and system users. Methods reject with `SystemsError` or `NetworkError`. */
export interface SystemsClient {
  /** Registers a system. @returns a UUID of the register's own; all else asks for the system's id */
  register(system: SystemRegistration, options?: CallOptions): Promise<string>;
  /** Changes what a registration says, all of it. */
  update(system: SystemRegistration, options?: CallOptions): Promise<void>;
  /** The rights that the system may ask its customers for, in place of those before. */
  setRights(systemId: string, rights: readonly Right[], options?: CallOptions): Promise<void>;
  /** The access packages that it may ask for, in place of those before. */
  setAccessPackages(systemId: string, packages: readonly AccessPackage[], options?: CallOptions): Promise<void>;
  /** A system as the register has it. */
  get(systemId: string, options?: CallOptions): Promise<RegisteredSystem>;
  /** The systems of the vendor that the token is for. */
  list(options?: CallOptions): Promise<readonly { readonly systemId: string }[]>;
  /** Takes a system out of the register. */
  delete(systemId: string, options?: CallOptions): Promise<void>;
  /**
   * Creating is idempotent on (system, customer, externalRef): asked again, also for other rights, it gives the request that stands
   * (`stood`) with the rights that it has.
   */
  request(request: SystemUserRequest, kind?: UserKind, options?: CallOptions): Promise<Asked<SystemUserRequestAnswer>>;
  /** A request as it stands; `kind` as it was asked for, default `standard`. */
  getRequest(id: string, kind?: UserKind, options?: CallOptions): Promise<SystemUserRequestAnswer>;
  /** Takes a request back. */
  deleteRequest(id: string, options?: CallOptions): Promise<void>;
  /** Every request for a system, page by page. */
  requests(systemId: string, kind?: UserKind, options?: CallOptions): AsyncIterable<SystemUserRequestAnswer>;
  /**
   * Polls until the customer has answered; the redirect of the browser carries no result, so this is the only way. It looks after 1 s, then
   * after half as long again each time, at most 30 s, and past failures that may pass.
   * @throws NetworkError `TIMEOUT` when the customer has not answered in time; the request stands all the same
   */
  waitForApproval(id: string, options?: WaitOptions & { kind?: UserKind }): Promise<SystemUserRequestAnswer>;
  /**
   * Asks the customer for other rights for a system user that there is.
   * @param correlationId a UUID of your own choice; becomes the request's id
   */
  requestChange(
    systemUserId: string,
    correlationId: string,
    change: ChangeRequest,
    options?: CallOptions,
  ): Promise<Asked<ChangeRequestAnswer>>;
  /** A change request as it stands. */
  getChange(id: string, options?: CallOptions): Promise<ChangeRequestAnswer>;
  /** Polls until the customer has answered, as `waitForApproval` does. */
  waitForChange(id: string, options?: WaitOptions): Promise<ChangeRequestAnswer>;
  /** The customer's system user, or undefined. */
  find(
    query: { systemId: string; org: string; externalRef?: string },
    options?: CallOptions,
  ): Promise<SystemUser | undefined>;
  /** Every system user of a system, page by page. */
  users(systemId: string, options?: CallOptions): AsyncIterable<SystemUser>;
}

interface Page<T> {
  readonly data?: readonly T[];
  readonly links?: { readonly next?: string };
}

const MAX_PAGES = 10_000;

/** `.` and `..` in any spelling: whoever writes an address takes them out (URL Standard), and what is left names the record above. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/** An id as one segment of a path. @throws ConfigurationError for one that no address can carry */
function segment(id: string): string {
  check(id, 'the id', 'a text');
  if (id !== '' && !DOT_SEGMENT.test(id) && isWellFormed(id)) return encodeURIComponent(id);
  throw new ConfigurationError(`the id ${JSON.stringify(id)} cannot be a part of an address`, {
    hint: 'Give the id as the platform told it',
  });
}

/** A value of the query. @throws ConfigurationError */
function inQuery(value: string): string {
  check(value, 'the id', 'a text');
  if (isWellFormed(value)) return encodeURIComponent(value);
  throw new ConfigurationError(`${JSON.stringify(value)} cannot be a part of an address`, {
    hint: 'Give the id as the platform told it',
  });
}

/** `String.isWellFormed` came with Node 20, and other runtimes have it later. */
const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

function checkAnswer(value: unknown, path: string, status: number): void {
  if (typeof value !== 'object' || value === null)
    throw new SystemsError(`POST ${path} answered ${status} without a request`, { status });
}

function written(body: unknown): string {
  check(body, 'what is sent', 'an object', 'a list of objects');
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new ConfigurationError('what is sent cannot be written as JSON', { cause, hint: 'Give plain objects' });
  }
}

/** A body that is no JSON, as a proxy may give, is no answer. @throws SystemsError */
function read(method: string, path: string, answer: Answer): unknown {
  const { status, text } = answer;
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SystemsError(`${method} ${path} answered ${status} with something that is no JSON`, { status });
  }
}

/** Makes a client of the vendor's endpoints. @throws ConfigurationError; SystemsError, NetworkError from every method */
export function createSystemsClient(options: SystemsOptions): SystemsClient {
  checkMembers(options, 'options', { token: 'a function' }, '');
  checkOptional(options, 'options', { platform: 'an http URL', fetch: 'a function' }, '');
  const { call, must, asked, pages } = connection(options);
  const vendor = (kind: UserKind | undefined) =>
    kind === 'agent' ? '/systemuser/request/vendor/agent' : '/systemuser/request/vendor';
  const getRequest = async (id: string, kind?: UserKind, more?: CallOptions) =>
    must<SystemUserRequestAnswer>('GET', `${vendor(kind)}/${segment(id)}`, undefined, more);
  const getChange = async (id: string, more?: CallOptions) =>
    must<ChangeRequestAnswer>('GET', `/systemuser/changerequest/vendor/${segment(id)}`, undefined, more);
  const system = (id: string) => `/systemregister/vendor/${segment(id)}`;
  return {
    register: async (registration, more) => must('POST', '/systemregister/vendor', registration, more),
    update: async (registration, more) => {
      checkMembers(registration, 'registration', { id: 'a text' });
      return must('PUT', system(registration.id), registration, more);
    },
    setRights: async (id, rights, more) => must('PUT', `${system(id)}/rights`, rights, more),
    setAccessPackages: async (id, packages, more) => must('PUT', `${system(id)}/accesspackages`, packages, more),
    get: async (id, more) => must('GET', system(id), undefined, more),
    list: async (more) => must('GET', '/systemregister/vendor', undefined, more),
    delete: async (id, more) => must('DELETE', system(id), undefined, more),
    request: async (request, kind, more) => asked(vendor(kind), request, more),
    getRequest,
    deleteRequest: async (id, more) => must('DELETE', `/systemuser/request/vendor/${segment(id)}`, undefined, more),
    requests: (id, kind, more) => pages(() => `${vendor(kind)}/bysystem/${segment(id)}`, more),
    waitForApproval: async (id, options = {}) => {
      check(options, 'options', 'an object');
      const { kind, ...wait } = options;
      return waitUntilAnswered((more) => getRequest(id, kind, more), wait);
    },
    requestChange: async (userId, correlationId, change, more) =>
      asked(
        `/systemuser/changerequest/vendor?correlation-id=${inQuery(correlationId)}&system-user-id=${inQuery(userId)}`,
        change,
        more,
      ),
    getChange,
    waitForChange: async (id, wait = {}) => waitUntilAnswered((more) => getChange(id, more), wait),
    async find(query, more) {
      checkMembers(query, 'query', { systemId: 'a text', org: 'a text' }, '');
      const { systemId, org, externalRef } = query;
      const reference = externalRef === undefined ? '' : `&external-ref=${inQuery(externalRef)}`;
      const path = `/systemuser/vendor/byquery?system-id=${inQuery(systemId)}&orgno=${inQuery(org)}${reference}`;
      const answer = await call('GET', path, undefined, more);
      if (answer.status === 404) return undefined;
      if (answer.status < 200 || answer.status > 299) throw systemsError('GET', path, answer);
      return read('GET', path, answer) as SystemUser;
    },
    users: (id, more) => pages(() => `/systemuser/vendor/bysystem/${segment(id)}`, more),
  };
}

/** The ways in which the endpoints are called. */
function connection(options: SystemsOptions) {
  const base = `${platformOf(options)}/authentication/api/v1`;
  const call = async (method: string, path: string, body: unknown, more: CallOptions = {}): Promise<Answer> => {
    checkCall(more);
    const { signal } = more;
    const content = body === undefined ? undefined : written(body);
    const bearer = await options.token();
    check(bearer, 'what token gives', 'a text');
    const url = path.startsWith('http') ? path : `${base}${path}`;
    const headers = {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return send(
      url,
      { method, headers, ...(content === undefined ? {} : { body: content }) },
      {
        ...(options.fetch ? { fetch: options.fetch } : {}),
        ...(signal ? { signal } : {}),
      },
    );
  };
  const answered = async <T>(method: string, path: string, body?: unknown, more?: CallOptions) => {
    const answer = await call(method, path, body, more);
    const { status } = answer;
    if (status < 200 || status > 299) throw systemsError(method, path, answer);
    return { status, value: read(method, path, answer) as T };
  };
  const must = async <T>(method: string, path: string, body?: unknown, more?: CallOptions): Promise<T> =>
    (await answered<T>(method, path, body, more)).value;
  /** 201 for one that has been made, 200 for one that was there. */
  const asked = async <T>(path: string, body: unknown, more?: CallOptions): Promise<Asked<T>> => {
    const { status, value } = await answered<T>('POST', path, body, more);
    checkAnswer(value, path, status);
    return { ...value, stood: status !== 201 };
  };
  async function* pages<T>(first: () => string, more?: CallOptions): AsyncGenerator<T> {
    const seen = new Set<string>();
    let next: string | undefined = first();
    while (next !== undefined && !seen.has(next) && seen.size < MAX_PAGES) {
      seen.add(next);
      const page: Page<T> | undefined = await must<Page<T> | undefined>('GET', next, undefined, more);
      yield* Array.isArray(page?.data) ? page.data : [];
      // A token goes only to the platform that it was made for.
      const link: unknown = page?.links?.next;
      next = typeof link === 'string' && link.startsWith(`${base}/`) ? link : undefined;
    }
  }
  return { call, must, asked, pages };
}
