/**
 * Comparing on a machine that others use as well: what is compared takes turns in short slices, processor time is counted instead of the
 * clock's, and medians are compared.
 */

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Processor time of this process so far, in milliseconds: unlike the clock it does not count what other programs take. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How often `work` is done in a second of processor time; it gets a number that grows by one each time. */
export function rateOf(work: (index: number) => unknown, slice_ms: number): number {
  const BATCH = 64;
  const start = processorTime();
  for (let count = 0; ; ) {
    for (const end = count + BATCH; count < end; count += 1) work(count);
    const elapsed = processorTime() - start;
    if (elapsed >= slice_ms) return (count / elapsed) * 1000;
  }
}

/** The rates of several things in turn, as medians, in their order. */
export function ratesInTurn(
  all: readonly ((index: number) => unknown)[],
  { slices, slice_ms }: { readonly slices: number; readonly slice_ms: number },
): readonly number[] {
  const rates = all.map((): number[] => []);
  for (let slice = -2; slice < slices; slice += 1)
    for (const [index, work] of all.entries()) {
      const rate = rateOf(work, slice_ms);
      if (slice >= 0) rates[index]?.push(rate);
    }
  return rates.map(median);
}
