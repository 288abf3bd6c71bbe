import type { Options } from 'minisearch';

/** A section as a hit shows it; its id is its address. */
export interface Entry {
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

/** The same where the index is made and where it is asked. */
export const SEARCH: Options<Entry> = {
  fields: ['page', 'heading', 'text'],
  storeFields: ['page', 'heading'],
  searchOptions: {
    prefix: true,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    combineWith: 'AND',
    boost: { page: 4, heading: 3 },
  },
};
