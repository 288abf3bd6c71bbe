/** Values that no caller means to give, for tests of public doors. Not exported. */
export const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  '\0',
  0,
  -1,
  Number.NaN,
  true,
  1n,
  Symbol('s'),
  [],
  [null],
  {},
  Object.create(null),
  new Date(Number.NaN),
  () => undefined,
];

/** How a value reads in the name of a test. */
export const named = (value: unknown): string => {
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return typeof value;
  if (value instanceof Date) return 'invalid date';
  return value === undefined ? 'undefined' : JSON.stringify(value);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);

/** Every list of arguments that has one hostile value somewhere: in place of an argument, or of a member of one, three deep. */
export function* hostileCalls(args: readonly unknown[]): Generator<readonly [where: string, args: readonly unknown[]]> {
  for (const [place, changed] of replaced(args, 4)) yield [place, changed as readonly unknown[]];
}

function* replaced(value: unknown, depth: number): Generator<readonly [string, unknown]> {
  if (!isRecord(value) || depth === 0) return;
  for (const [name, member] of Object.entries(value)) {
    const put = (other: unknown): unknown =>
      Array.isArray(value)
        ? value.map((one: unknown, index) => (String(index) === name ? other : one))
        : { ...value, [name]: other };
    for (const bad of HOSTILE) yield [`${name}=${named(bad)}`, put(bad)];
    for (const [place, changed] of replaced(member, depth - 1)) yield [`${name}.${place}`, put(changed)];
  }
}

/** A text that comes from inside: it tells nobody what to give instead. */
const INTERNAL =
  /Cannot (read|convert|destructure|access|mix)|is not (a function|iterable|an? (instance|object))|undefined|\[object|ERR_|must be of type|at .*:\d+:\d+|Invalid (URL|time)|null\b/i;

/** Far longer than any door takes, to tell which one never comes back. */
const HANGING_MS = 20_000;

const hanging = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it hangs')), HANGING_MS);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });

/**
 * Calls a door with each hostile value in each place. @param kind the errors that it may give
 * @returns what it did instead, one line each: a bare error, or a text from inside
 */
export async function bareErrors(
  door: (...args: never[]) => unknown,
  args: readonly unknown[],
  kind: new (...args: never[]) => Error,
): Promise<readonly string[]> {
  const wrong = new Map<string, string>();
  for (const [where, changed] of hostileCalls(args)) {
    const hung = new AbortController();
    try {
      await Promise.race([door(...(changed as never[])), hanging(hung.signal)]);
    } catch (error) {
      const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (!(error instanceof kind) || INTERNAL.test(error.message))
        wrong.set(where, `${where} → ${told.slice(0, 160)}`);
    } finally {
      hung.abort();
    }
  }
  return [...wrong.values()];
}
