import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('policy authoring', {
  'resource-unknown': {
    status: 404,
    what: 'The resource registry has no such resource',
    remedy: 'Check the id of the resource.',
  },
  'caller-not-person': {
    status: 403,
    what: 'The caller is no person who is logged in',
    remedy: 'Machines use /resourceregistry/api/v1/resource/{id}/policy.',
  },
  'resource-of-other': {
    status: 403,
    what: 'The resource belongs to another organisation',
    remedy: 'Act for the organisation that the text names.',
  },
  'version-missing': {
    status: 428,
    what: 'If-Match does not say which version was changed',
    remedy: 'Send the ETag of the policy that you changed; "0" where there was none.',
  },
  'version-superseded': {
    status: 412,
    what: 'Another policy has been stored meanwhile',
    remedy: 'Fetch it again and repeat your change; `version` is its version.',
  },
  'resource-superseded': {
    status: 412,
    wire: 'resource-superseded',
    what: 'The resource has been changed meanwhile',
    remedy: 'Fetch it again and repeat your change; `version` is its version.',
  },
  'resource-exists': {
    status: 409,
    wire: 'resource-exists',
    what: 'A resource of that identifier exists',
    remedy: 'Choose another identifier.',
  },
  'owner-unknown': {
    status: 403,
    wire: 'owner-unknown',
    what: 'The organisation is no service owner',
    remedy: 'Act for a service owner: the import of organisations registers them, by the column serviceOwnerCode.',
  },
  'deletion-closed': {
    status: 403,
    wire: 'deletion-closed',
    what: 'Resources are not deleted here',
    remedy: 'Leave it; what decides by it may still be asked.',
  },
  'list-unknown': {
    status: 404,
    wire: 'list-unknown',
    what: 'The organisation has no such access list',
    remedy: 'List those that it has.',
  },
  'list-exists': {
    status: 409,
    wire: 'list-exists',
    what: 'The organisation has an access list of that identifier',
    remedy: 'Choose another identifier, or change the list from its version.',
  },
  'list-superseded': {
    status: 412,
    wire: 'list-superseded',
    what: 'The access list has been changed meanwhile',
    remedy: 'Fetch it again and repeat your change; `version` is its version.',
  },
  'list-connection-unknown': {
    status: 404,
    wire: 'list-connection-unknown',
    what: 'The access list does not open that resource',
    remedy: 'Fetch the list: it names the resources that it opens.',
  },
  'policy-missing': {
    status: 400,
    wire: 'policy-missing',
    what: 'The body has no policy',
    remedy: 'Send {"xml": "<Policy …>"}.',
  },
  'tests-invalid': {
    status: 400,
    wire: 'tests-invalid',
    what: 'The tests are not as they must be',
    remedy: 'Mend the test and member that the text names.',
  },
  'policy-unusable': {
    status: 400,
    wire: 'policy-unusable',
    what: 'The policy cannot be used',
    remedy: 'Mend what the text names, at `line` and `column`; `reason` says why in one word.',
  },
});

export const { refuse } = REFUSALS;
