import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('token generator', {
  'query-invalid': {
    status: 400,
    what: 'Members of the query are missing, or are none that are taken',
    remedy: 'Mend those that the answer names; docs/tokens-for-tests.md says what each door takes.',
  },
});

export const { refuse, isRefusal } = REFUSALS;
