import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('operator', {
  'operator-needed': {
    status: 403,
    wire: 'operator-needed',
    what: 'Only who operates the platform may do this',
    remedy:
      'A person becomes an operator with a one-time code from `portvakt operator code`; a machine needs the scope portvakt:operator and must be of the organisation that `portvakt up --operator` names.',
  },
  'code-refused': {
    status: 403,
    wire: 'code-refused',
    what: 'The one-time code is not one, has been used, or has expired',
    remedy: 'Make a new one with `portvakt operator code`, and enter it within the hour.',
  },
  'last-operator': {
    status: 409,
    wire: 'last-operator',
    what: 'Nobody would operate the platform any more',
    remedy: 'Let another become an operator first.',
  },
  'operator-unknown': {
    status: 404,
    wire: 'operator-unknown',
    what: 'There is no such operator',
    remedy: 'Read the list of operators anew.',
  },
  'session-unknown': {
    status: 404,
    wire: 'session-unknown',
    what: 'The person has no such session: it has ended, or there was none',
    remedy: 'Read the list of the person’s sessions anew.',
  },
  'organization-invalid': {
    status: 400,
    wire: 'organization-invalid',
    what: 'A member of the organisation is not what it must be',
    remedy: 'Mend the member that the text names.',
  },
  'organization-unknown': {
    status: 404,
    wire: 'organization-unknown',
    what: 'The register has no such organisation',
    remedy: 'Put it in first, with its name and form.',
  },
  'prefix-taken': {
    status: 409,
    wire: 'prefix-taken',
    what: 'The prefix is another organisation’s',
    remedy: 'Choose another, or take it from the other organisation first, which must have no scopes of it.',
  },
  'prefix-in-use': {
    status: 409,
    wire: 'prefix-in-use',
    what: 'There are scopes of the prefix, so it cannot be taken away',
    remedy: 'Leave the prefix where it is: names of scopes are never used again.',
  },
  'owner-code-taken': {
    status: 409,
    wire: 'owner-code-taken',
    what: 'The service owner code is another organisation’s, or is a part of the platform’s own addresses',
    remedy: 'Choose another code.',
  },
  'owner-code-fixed': {
    status: 409,
    wire: 'owner-code-fixed',
    what: 'The organisation owns services under another code, which is in their addresses',
    remedy: 'Leave the code as it is.',
  },
});

export const { refuse } = REFUSALS;
