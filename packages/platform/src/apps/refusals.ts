import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('apps', {
  'app-unusable': {
    status: 400,
    wire: 'app-unusable',
    what: 'The files are no app that TT02 would publish and start',
    remedy: 'Mend what `findings` names as an error; the warnings among them are taken, and are not done as was meant.',
  },
  'files-malformed': {
    status: 400,
    what: 'The body does not hold an app’s files',
    remedy: 'Send {"files": {"config/applicationmetadata.json": "…", …}}; `portvakt apps add` does it right.',
  },
  'app-unknown': {
    status: 404,
    what: 'There is no such app',
    remedy: 'List them.',
  },
});

export const { refuse } = REFUSALS;
