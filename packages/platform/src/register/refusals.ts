import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('register', {
  'party-unknown': {
    status: 404,
    what: 'The register has no such party',
    remedy: 'Check the number or UUID; docs/world.md has the synthetic parties.',
  },
  'party-of-others': {
    status: 403,
    what: 'The person may not act for such a party, if there is one',
    remedy: 'Ask for a party that the person may act for.',
  },
  'lookup-ambiguous': {
    status: 400,
    what: 'Neither or both of orgNo and ssn are given',
    remedy: 'Give one of the two.',
  },
  'csv-malformed': {
    status: 400,
    what: 'A line of a CSV file is not as the header says',
    remedy: 'Mend the line that the text names.',
  },
});

export const { refuse, isRefusal } = REFUSALS;
