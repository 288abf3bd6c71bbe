import MiniSearch from 'minisearch';
import { SEARCH } from '../src/search.ts';

/** Finds sections by words, the best first. */
export type Find = (words: string) => readonly { address: string; page: string; heading: string }[];

const MOST = 12;

/** @param address of the index. @throws when it cannot be fetched */
export async function findIn(address: string): Promise<Find> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const index = MiniSearch.loadJSON(await response.text(), SEARCH);
  return (words) =>
    index
      .search(words)
      .slice(0, MOST)
      .map(({ id, page, heading }) => ({ address: String(id), page: String(page), heading: String(heading) }));
}
