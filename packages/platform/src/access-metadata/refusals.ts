import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('access metadata', {
  'flag-invalid': {
    status: 400,
    what: 'A member of the query that is true or false is neither',
    remedy: 'Send `true` or `false`.',
  },
  'metadata-unknown': {
    status: 404,
    what: 'There is no such role, package, area or group',
    remedy: 'Take the id or URN from the lists of this surface.',
  },
  'organization-form-unknown': {
    status: 404,
    what: 'There is no such organisation form',
    remedy: 'Take one that Enhetsregisteret has, such as AS.',
  },
});

export const { refuse } = REFUSALS;
