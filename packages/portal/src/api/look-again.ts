/** How often a page looks again at what changes by itself. */

/**
 * A query's interval. A first look that failed stays told until somebody tries again: a new one by itself would take away what is told of it.
 * @param ms between two looks
 */
export const lookAgain =
  (ms: number) =>
  ({ state }: { readonly state: { readonly status: string; readonly data: unknown } }): number | false =>
    state.status === 'error' && state.data === undefined ? false : ms;
