import type { operatorCodes as nb } from './operator-codes.nb.ts';

export const operatorCodes: typeof nb = {
  'operator-needed': 'Only who operates the platform may do this.',
  'code-refused': 'The code is wrong, used or expired. Make a new one with npx portvakt operator code.',
  'last-operator': 'You are the only operator. Let another become one first.',
  'operator-unknown': 'The person is no operator any more.',
  'organization-invalid': 'Something about the organisation is not as it must be. Look over the fields.',
  'organization-unknown': 'The organisation has not been added.',
  'prefix-taken': 'One of the prefixes is another organisation’s. Choose another.',
  'prefix-in-use': 'A prefix that has scopes cannot be taken away.',
  'owner-code-taken':
    'The code is another service owner’s, or is a part of the platform’s own addresses. Choose another.',
  'owner-code-fixed': 'The organisation has apps under the code, so it cannot be changed.',
};
