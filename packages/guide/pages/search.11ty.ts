import MiniSearch from 'minisearch';
import type { Language } from '../src/contents.ts';
import type { Outline } from '../src/markdown.ts';
import { SEARCH } from '../src/search.ts';

/** A file for each language. */
export const data = {
  pagination: { data: 'languages', size: 1, alias: 'tongue' },
  permalink: ({ tongue }: { tongue: Language }) => `assets/search-${tongue}.json`,
};

interface Given {
  readonly tongue: Language;
  readonly collections: Readonly<
    Record<Language, readonly { readonly url: string; readonly data: { readonly outline: Outline } }[]>
  >;
}

/** The index of the search in one language: a document for each section. */
export default function index({ tongue, collections }: Given): string {
  const made = new MiniSearch(SEARCH);
  for (const { url, data } of collections[tongue])
    for (const { id, title: heading, text } of data.outline.sections)
      made.add({ id: id === undefined ? url : `${url}#${id}`, page: data.outline.title, heading, text });
  return JSON.stringify(made);
}
