import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('foreign-worlds', {
  'item-wrong': {
    status: 400,
    what: 'Something of a world file cannot be put in',
    remedy: 'Mend the member that the text names; docs/foreign-worlds.md has the sections.',
  },
});

export const { refuse } = REFUSALS;
