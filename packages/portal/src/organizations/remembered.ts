/** Whom a person acted for last, in this tab and in this browser. Storage may be forbidden: then one chooses anew. */
const KEY = 'portvakt.organization.';

/** @param person the user id */
export function lastChosen(person: number): string | null {
  try {
    return sessionStorage.getItem(KEY + person) ?? localStorage.getItem(KEY + person);
  } catch {
    return null;
  }
}

/** @param organization its number */
export function rememberChoice(person: number, organization: string): void {
  try {
    sessionStorage.setItem(KEY + person, organization);
    localStorage.setItem(KEY + person, organization);
  } catch {
    // The choice holds until the page is loaded anew.
  }
}
