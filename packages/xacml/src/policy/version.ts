const VERSION = /^\d+(\.\d+)*$/;
const PATTERN = /^(\d+|\*)(\.(\d+|\*))*(\.\+)?$|^\+$/;

/** True for `1`, `1.0`, `2.3.4` (CORE 5.12). */
export function isVersion(text: string): boolean {
  return text.length <= 200 && VERSION.test(text);
}

/** True for a version or a pattern: `*` is one number, a final `+` one or more (CORE 5.13). */
export function isVersionPattern(text: string): boolean {
  return text.length <= 200 && PATTERN.test(text);
}

/** Compares two numbers written in digits, of any length. */
function compareNumbers(a: string, b: string): number {
  const x = a.replace(/^0+(?=\d)/, '');
  const y = b.replace(/^0+(?=\d)/, '');
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Orders versions number by number; a shorter one that is a prefix comes first. */
export function compareVersions(a: string, b: string): number {
  const x = a.split('.');
  const y = b.split('.');
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = compareNumbers(x[i] ?? '0', y[i] ?? '0');
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

/** True when the version fits the pattern exactly. */
export function matchesVersion(version: string, pattern: string): boolean {
  const numbers = version.split('.');
  const parts = pattern.split('.');
  const open = parts.at(-1) === '+';
  if (open ? numbers.length < parts.length : numbers.length !== parts.length) return false;
  return parts.every((part, i) => part === '*' || part === '+' || compareNumbers(part, numbers[i] ?? '') === 0);
}

/**
 * Compares a version with a bound that may have wild cards: a wild card fits any number at its place, so only the
 * numbers before it decide.
 */
function compareToBound(version: string, bound: string): number {
  const numbers = version.split('.');
  const parts = bound.split('.');
  for (const [i, part] of parts.entries()) {
    if (part === '+') return 0;
    const number = numbers[i];
    if (number === undefined) return -1;
    if (part === '*') continue;
    const order = compareNumbers(number, part);
    if (order !== 0) return order;
  }
  return numbers.length - parts.length;
}

/** True when the version fulfils all conditions that are given. */
export function satisfies(
  version: string,
  wanted: { version: string | undefined; earliestVersion: string | undefined; latestVersion: string | undefined },
): boolean {
  if (wanted.version !== undefined && !matchesVersion(version, wanted.version)) return false;
  if (wanted.earliestVersion !== undefined && compareToBound(version, wanted.earliestVersion) < 0) return false;
  return wanted.latestVersion === undefined || compareToBound(version, wanted.latestVersion) <= 0;
}
