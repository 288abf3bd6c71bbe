import { refusals } from '../foundation/index.ts';

/** Answered as pages, in Norwegian or English. */
export const REFUSALS = refusals('test ID-porten', {
  'person-not-chosen': {
    status: 400,
    what: 'No person of the list was chosen',
    remedy: 'Choose one.',
  },
  'login-unknown': {
    status: 400,
    what: 'The login was not begun in this browser, or has expired',
    remedy: 'Go back to where you wanted to log in, and begin anew.',
  },
});
