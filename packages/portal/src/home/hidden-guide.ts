/** Whether a person has put the guide away for an organisation. Storage may be forbidden: then it is there again next time. */
const key = (person: number, organization: string): string => `portvakt.guide.${person}.${organization}`;

/** @param person the user id */
export function isHidden(person: number, organization: string): boolean {
  try {
    return localStorage.getItem(key(person, organization)) === 'hidden';
  } catch {
    return false;
  }
}

/** Puts it away, or takes it out again. */
export function setHidden(person: number, organization: string, hidden: boolean): void {
  try {
    if (hidden) localStorage.setItem(key(person, organization), 'hidden');
    else localStorage.removeItem(key(person, organization));
  } catch {
    // It holds for this page only.
  }
}
