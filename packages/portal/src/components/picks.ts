/** What can be picked from a list by writing a part of it. */
export interface Pick {
  /** Unique in the list. */
  readonly id: string;
  readonly label: string;
  /** Searched too: a number, an id. */
  readonly detail?: string;
  readonly group?: string;
}

/** As many as anyone looks through; to find another one writes more. */
const MOST = 60;

const folded = (text: string): string => text.toLocaleLowerCase('nb').replaceAll(/[\s\u00a0]+/g, ' ');
const dense = (text: string): string => text.replaceAll(' ', '');

/**
 * Those that hold every word, in any order; digits also without their spaces. Groups keep their order; within one, those that begin with what
 * is written come first.
 */
export function fittingPicks<T extends Pick>(picks: readonly T[], written: string): readonly T[] {
  const wanted = folded(written).trim();
  if (wanted === '') return picks.slice(0, MOST);
  const words = wanted.split(' ');
  const places = new Map([...new Set(picks.map(({ group }) => group))].map((group, place) => [group, place]));
  return picks
    .map((pick) => {
      const label = folded(pick.label);
      const all = `${label} ${folded(pick.detail ?? '')} ${folded(pick.group ?? '')}`;
      const fits = words.every((word) => all.includes(word)) || dense(all).includes(dense(wanted));
      return { pick, fits, rank: label.startsWith(wanted) ? 0 : label.includes(` ${wanted}`) ? 1 : 2 };
    })
    .filter(({ fits }) => fits)
    .sort((a, b) => (places.get(a.pick.group) ?? 0) - (places.get(b.pick.group) ?? 0) || a.rank - b.rank)
    .map(({ pick }) => pick)
    .slice(0, MOST);
}
