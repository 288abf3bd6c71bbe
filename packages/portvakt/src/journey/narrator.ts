/** Tells the journey as a person would follow it. */
export interface Narrator {
  /** Begins a step. */
  step(title: string): void;
  /** What was done, or found. */
  say(text: string): void;
  /** A value worth seeing, as JSON. */
  show(label: string, value: unknown): void;
}

const INDENT = '   ';

export function createNarrator(write: (text: string) => void): Narrator & { readonly current: () => string } {
  let number = 0;
  let title = 'start';
  return {
    current: () => (number === 0 ? title : `${number}. ${title}`),
    step(name) {
      number += 1;
      title = name;
      write(`\n${number}. ${name}\n`);
    },
    say: (text) => write(`${INDENT}${text}\n`),
    show(label, value) {
      const lines = JSON.stringify(value, null, 2).split('\n');
      write(`${INDENT}${label}:\n${lines.map((line) => `${INDENT}  ${line}`).join('\n')}\n`);
    },
  };
}

/** A step did not go as it must. */
class JourneyFailed extends Error {
  override readonly name = 'JourneyFailed';
}

/** @throws JourneyFailed */
export function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw new JourneyFailed(what);
}
