/**
 * Whether somebody is likely to be logged in, which only the platform knows: then what every page needs is asked for at once, and not one
 * after another. It is a guess, and the pages go by the answers alone.
 */
const KEY = 'portvakt.here';

export function isExpected(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/** Told each time the platform has said whether somebody is logged in. */
export function expect(somebody: boolean): void {
  try {
    if (somebody) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
  } catch {
    // Storage may be forbidden: then the pages come one step later.
  }
}
