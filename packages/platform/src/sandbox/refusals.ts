import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('sandbox', {
  'page-of-other-site': {
    status: 403,
    what: 'The request comes from a page of another site',
    remedy: 'Ask from the platform itself, or from a program.',
  },
  'listener-malformed': {
    status: 400,
    what: 'What a listener says of itself is not what it must be',
    remedy: 'Mend the member that the text names; `portvakt listen` does it right.',
  },
  'situation-malformed': {
    status: 400,
    what: 'There is no such situation, it cannot be narrowed so, or there are too many',
    remedy: 'Take a name that `GET /sandbox/situations` lists, with the members that its `scopes` name.',
  },
  'situation-unknown': {
    status: 404,
    what: 'No situation with this id is in force',
    remedy: 'Take an id of `inForce` in `GET /sandbox/situations`.',
  },
  'organization-unknown': {
    status: 400,
    what: 'There is no such organisation in this sandbox',
    remedy: 'Take one of docs/world.md.',
  },
  'organization-missing': {
    status: 400,
    what: 'The address names no organisation',
    remedy: 'Add ?organization= with its nine digits.',
  },
  'person-unknown': {
    status: 400,
    what: 'There is no such person in this sandbox',
    remedy: 'Take one of docs/world.md.',
  },
  'client-unknown': {
    status: 400,
    what: 'There is no such active Maskinporten client in this sandbox',
    remedy: 'Take one that `GET /sandbox/clients` lists.',
  },
  'bearer-ambiguous': {
    status: 400,
    what: 'The token is wished for nobody, or for several',
    remedy: 'Name one of person, organization and client.',
  },
  'scopes-missing': {
    status: 400,
    what: 'The token is wished for without a scope',
    remedy: 'Name at least one.',
  },
  'scopes-of-person': {
    status: 400,
    what: 'Persons are searched for by scopes',
    remedy: 'Ask for type=organization.',
  },
  'token-refused': {
    status: 400,
    what: 'The token endpoint would refuse a token like the one that is wished for',
    remedy: 'Mend what the text names.',
  },
  'public-key-invalid': {
    status: 400,
    what: 'The public key is not one that gets a certificate',
    remedy: 'Send an RSA key of a size that the text names, as PEM.',
  },
  'serial-malformed': {
    status: 400,
    what: 'The serial number is not hexadecimal',
    remedy: 'Send it as it was told when the certificate was issued.',
  },
  'certificate-unknown': {
    status: 404,
    what: 'No certificate with that serial number has been issued',
    remedy: 'Take the serial number of an answer of this surface.',
  },
  'fault-unknown': {
    status: 404,
    what: 'There is no such fault',
    remedy: 'List the faults: they have ids.',
  },
  'fault-malformed': {
    status: 400,
    what: 'The fault that is wished for is none that there is',
    remedy: 'Send one of the kinds that the OpenAPI document has.',
  },
  'clock-malformed': {
    status: 400,
    what: 'The time that is wished for cannot be set',
    remedy: 'Send advanceMs, set or reset, and a time from the year 2000 to 2200.',
  },
});

export const { refuse } = REFUSALS;
