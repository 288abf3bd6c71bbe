import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('events', {
  'events-gone': {
    status: 410,
    what: 'What came next in the feed is no longer kept',
    remedy: 'Go on from `after=oldest`, and read anew what the events between would have told.',
  },
  'position-unknown': {
    status: 409,
    what: 'The feed has not come so far: it is another one than the position is of',
    remedy: 'Compare `feed` of the answers: when it has changed, begin with `after=oldest`.',
  },
  'position-malformed': {
    status: 400,
    what: '`after` is no place in the feed',
    remedy: 'Send `next` of an answer, oldest or newest.',
  },
});

export const { refuse } = REFUSALS;
