/**
 * Made when it is first asked for. What writes dates takes a browser some 20 ms to make, with a share of its own of the time until a page is
 * drawn, and most pages have no date to begin with.
 */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
