import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('audit log', {
  'checkpoint-malformed': {
    status: 400,
    what: 'The checkpoint is no place in the audit log',
    remedy: 'Send `position:hash` as an export or a verification gave it: a number, a colon and 64 hex digits.',
  },
});

export const { refuse } = REFUSALS;
