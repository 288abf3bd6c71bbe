import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('live log', {
  'row-unknown': {
    status: 404,
    what: 'There is no such row in the log, or it is no longer kept',
    remedy: 'List the log anew: it keeps the newest rows alone.',
  },
  'streams-many': {
    status: 429,
    what: 'The log is followed in too many places at once',
    remedy: 'Close a page that follows it, or read it without `Accept: text/event-stream`.',
  },
});

export const { refuse } = REFUSALS;
