/** Rows, or values, that one statement carries: both databases allow more parameters than these need. */
const CHUNK = 500;

/** As many as one statement takes, in their order; none of nothing. */
export const chunks = <T>(all: readonly T[], size = CHUNK): readonly T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
