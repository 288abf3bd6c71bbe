/** Texts that came from policies. A text cut out of a document would otherwise keep the whole document in memory. */
const known = new Map<string, string>();
const MOST = 20_000;
const LONGEST = 200;
/** The runtime copies shorter pieces anyway. */
const SHORTEST_SLICE = 13;

/** The same text, held on its own; equal texts of all policies are one. Bounded, so that policies cannot fill the memory. */
export function intern(text: string): string {
  if (text.length < SHORTEST_SLICE) return text;
  const found = known.get(text);
  if (found !== undefined) return found;
  // Joining and cutting makes a copy of this piece alone.
  const own = `_${text}`.slice(1);
  if (known.size < MOST && text.length <= LONGEST) known.set(own, own);
  return own;
}
