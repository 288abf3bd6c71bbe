/** No secret is so short, and a shorter word may stand in any text by chance. */
const SHORTEST = 8;
/** Parts of a secret that has blanks in it, as PEM has: a reader of lists takes it apart. */
const SHORTEST_PART = 16;
/** At these lengths other parts of the library cut what they show of a value. */
const CUTS = [200, 120, 100, 60, 40, 30, 20] as const;
const GONE = '[secret]';

const JWT = /\bey[\w-]{8,}(?:\.[\w-]+){1,2}/g;
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*-----|$)/g;
const PERSON = /(?<!\d)\d{11}(?!\d)/g;

/**
 * Takes secrets out of a text: those that are known, also cut off or as JSON writes them, and whatever looks like a token, a private key or
 * a person number; and characters that would command a terminal.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const long = secrets.map((secret) => secret.trim()).filter((secret) => secret.length >= SHORTEST);
  const whole = long.flatMap((secret) => [
    secret,
    ...secret.split(/\s+|\\n/).filter((part) => part.length >= SHORTEST_PART && part !== secret),
  ]);
  const parts = whole.flatMap((secret) => {
    const heads = [secret, ...CUTS.filter((cut) => cut < secret.length).map((cut) => secret.slice(0, cut))];
    return heads.flatMap((head) => [head, JSON.stringify(head).slice(1, -1), encodeURIComponent(head)]);
  });
  const known = [...new Set(parts)].sort((a, b) => b.length - a.length);
  return (text) =>
    known
      .reduce((rest, part) => rest.replaceAll(part, GONE), text)
      // Servers' words go to terminals, which obey control characters.
      .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
      .replace(JWT, GONE)
      .replace(PEM, GONE)
      .replace(PERSON, '***********');
}

/** Whether a text is a private key: PEM, JWK, or either in base64. */
export function isPrivateKey(text: string): boolean {
  const plain = (candidate: string) => /-----BEGIN [A-Z ]*PRIVATE KEY|"d"\s*:\s*"/.test(candidate);
  if (plain(text)) return true;
  if (!/^[\w+/=-]{100,}$/.test(text.trim())) return false;
  try {
    return plain(atob(text.trim().replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return false;
  }
}
