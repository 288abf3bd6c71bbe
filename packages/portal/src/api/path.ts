import { ApiFailure } from './failure.ts';

/** Of a failure that comes from `segment`: the texts have words for it. */
export const NO_SEGMENT = 'no-path-segment';

/** `.`, `..` and their escapes: whoever writes an address takes them out (URL Standard), and what is left names the record above. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

const isSegment = (id: string): boolean => id !== '' && !DOT_SEGMENT.test(id) && id.isWellFormed();

/**
 * An id as one segment of an API's path.
 * @throws ApiFailure 404 for one that no address can carry: the call would reach another record
 */
export function segment(id: string): string {
  if (isSegment(id)) return encodeURIComponent(id);
  throw new ApiFailure(404, `the id "${id}" cannot be a part of an address`, { code: NO_SEGMENT });
}

/** An id as one segment of a page's address; one that no address can carry leads to a page that finds nothing. */
export const pageSegment = (id: string): string =>
  encodeURIComponent(isSegment(id) ? id : encodeURIComponent(id.toWellFormed()).replaceAll('.', '%2E'));
