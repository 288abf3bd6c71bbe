/**
 * True when the body should be a JSON string and not bare text (altinn-authentication.md 3.1). As the real service does it: the wildcard type anywhere
 * means that the caller does not mind, and then it is text; otherwise the type with the greatest weight wins, and text on a tie of unknowns.
 */
export function wantsJson(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const entries = accept
    .slice(0, 1000)
    .toLowerCase()
    .split(',')
    .map((entry) => {
      const [type = '', ...parameters] = entry.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      const q = weight === undefined ? 1 : Number(weight.slice(2));
      return { type, q: Number.isFinite(q) ? q : 0 };
    })
    .filter((entry) => entry.q > 0);
  if (entries.some((entry) => entry.type === '*/*')) return false;
  const best = (matches: (type: string) => boolean) =>
    Math.max(0, ...entries.filter((entry) => matches(entry.type)).map((entry) => entry.q));
  const json = best((type) => type === 'application/json' || type === 'text/json' || type === 'application/*');
  return json > 0 && json >= best((type) => type === 'text/plain' || type === 'text/*');
}
