/** Members of the query that several operations of the room read. */
import { text, wholeNumber } from '../http/index.ts';

/** `before`: a position; left out: from the newest entry. */
export const BEFORE = wholeNumber('Only entries before this position', {
  from: 1,
  to: Number.MAX_SAFE_INTEGER,
  otherwise: Number.MAX_SAFE_INTEGER,
});

/** `checkpoint`: a place that the log must go through. */
export const CHECKPOINT = text('position:hash of an earlier export or verification, kept elsewhere');
