/** Whether memory grows: what each node's program held when it was warm, and what it holds at the end. */
import type { Life } from './nodes.ts';

export interface Growth {
  readonly node: number;
  readonly lived_ms: number;
  /** MiB. */
  readonly warm: number;
  readonly last: number;
  /** 1 = the same. */
  readonly ratio: number;
}

const MOST_GROWTH = 1.1;

/**
 * Of the processes that live at the end. What was taken a moment after the start is not compared: a cold program has loaded less. What a program
 * holds is the least that it was seen to have in a while, right after a collection: what is being answered is held too, and when
 * the system gets pages back is chance.
 * @param warm_ms when a process is warm, counted from its start; as long before the end what it has at last is looked at
 */
export function growthOf(lives: readonly Life[], end: number, warm_ms: number): readonly Growth[] {
  const last = [0, 1, 2].map((node) => lives.findLast((life) => life.node === node));
  return last.flatMap((life) => {
    if (!life || warm_ms === 0 || end - life.begun < 3 * warm_ms) return [];
    const between = (from: number, to: number) =>
      Math.min(...life.held.filter(({ at }) => at >= from && at <= to).map(({ mebibytes }) => mebibytes));
    const [warm, now] = [between(life.begun + warm_ms, life.begun + 2 * warm_ms), between(end - warm_ms, end)];
    return [{ node: life.node, lived_ms: end - life.begun, warm, last: now, ratio: now / warm }];
  });
}

export const hasGrown = ({ ratio }: Growth): boolean => ratio > MOST_GROWTH;
