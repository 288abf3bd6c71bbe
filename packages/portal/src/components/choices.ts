/** The rules of a picker's list: what fits what is written, and what the keys do to the mark. */

export interface Choice {
  /** What is chosen. */
  readonly value: string;
  readonly label: string;
  /** What tells two of the same label apart: a number, an id. */
  readonly detail?: string;
}

/** A choice as the field shows it when it is chosen. */
export const shownAs = ({ label, detail }: Choice): string => (detail === undefined ? label : `${label} (${detail})`);

/** Each value once: in the place where it is first, and as the last list that has it says it. */
export const together = (...lists: readonly (readonly Choice[])[]): readonly Choice[] => [
  ...new Map(lists.flat().map((choice) => [choice.value, choice])).values(),
];

const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();
/** Numbers are written in groups; no name is all digits. */
const spaceless = (text: string): string => (/^[\d\s]+$/.test(text) ? text.replace(/\s/g, '') : plain(text));

/** The choices of which the label, detail or value holds what is written. */
export function fitting(choices: readonly Choice[], written: string): readonly Choice[] {
  const wanted = spaceless(written);
  return choices.filter((choice) =>
    [choice.label, choice.detail ?? '', choice.value].some((text) => plain(text).includes(wanted)),
  );
}

/** The one choice that what is written says in full; undefined when none does, or two do. */
export function resolved(choices: readonly Choice[], written: string): Choice | undefined {
  const wanted = spaceless(written);
  if (wanted === '') return undefined;
  const meant = choices.filter((choice) =>
    [choice.label, choice.detail ?? '', choice.value, shownAs(choice)].some((text) => plain(text) === wanted),
  );
  return meant.length === 1 ? meant[0] : undefined;
}

/** The mark after a step down (1) or up (-1) in a list of `count`, round at the ends; -1 = nothing marked. */
export function moved(active: number, step: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (active === -1) return step === 1 ? 0 : count - 1;
  return (active + step + count) % count;
}
