import {
  type CommandShape,
  candidates,
  completionHelp,
  completionScript,
  holdsPrivateKey,
  LABELS,
  labelled,
  laterAdvice,
  misplacedKey,
  painting,
  SHELLS,
  strangeAnswer,
  suggestPosition,
  textOf,
  unreached,
  withoutTokens,
  wordsAt,
} from 'altinn-jwks/command';

/** What commander has of a program with two commands. */
const program: CommandShape = {
  name: () => 'havn',
  parent: null,
  commands: ['create', 'list'].map((name) => ({
    name: () => name,
    parent: null,
    commands: [],
    options: [],
    registeredArguments: [],
  })),
  options: [],
  registeredArguments: [],
};
/** The first line of a key in PEM, put together so that no key stands in a source. */
const pem = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');

export const examples = {
  LABELS() {
    // #region LABELS
    console.log(LABELS.join(' ')); // OK WARN FAIL SKIP TODO
    // #endregion
  },

  SHELLS() {
    // #region SHELLS
    console.log(SHELLS.includes('fish')); // true
    // #endregion
  },

  async candidates() {
    // #region candidates
    const knowledge = { valuesOf: () => [], wordsFor: () => [] };
    console.log(await candidates(program, 'havn cr', 7, knowledge)); // [ 'create' ]
    // #endregion
  },

  completionHelp() {
    // #region completionHelp
    console.log(completionHelp('havn').includes('havn completion bash')); // true
    // #endregion
  },

  completionScript() {
    // #region completionScript
    const [first] = completionScript('havn', 'fish').split('\n');
    console.log(first); // # fish completion of havn: havn completion fish | source
    // #endregion
  },

  holdsPrivateKey() {
    // #region holdsPrivateKey
    console.log(holdsPrivateKey('--key=fjordvik.pem'), holdsPrivateKey(pem)); // false true
    // #endregion
  },

  labelled() {
    // #region labelled
    console.log(labelled('WARN', 'expires in 3 days')); // WARN  expires in 3 days
    // #endregion
  },

  laterAdvice() {
    // #region laterAdvice
    console.log(`Maskinporten answered 429${laterAdvice(429, '30')}.`); // Maskinporten answered 429. That was too often: try again in 30 s.
    console.log(laterAdvice(404, null) === ''); // true
    // #endregion
  },

  misplacedKey() {
    // #region misplacedKey
    // First of all, and before anything that could repeat the words of the command line.
    const complaint = misplacedKey(process.argv.slice(2), {});
    if (complaint !== undefined) console.error(complaint);
    console.log(misplacedKey(['create', pem], {}) === undefined); // false
    // #endregion
  },

  painting() {
    // #region painting
    // A program gives `process.stdout.isTTY`: in colour for those who look, bare in a file.
    const paint = painting(false);
    console.log(labelled('OK', 'the key set is whole', paint)); // OK    the key set is whole
    // #endregion
  },

  strangeAnswer() {
    // #region strangeAnswer
    const said = strangeAnswer('https://maskinporten.no/token', 200, '<html>Log in</html>');
    console.log(said.startsWith('maskinporten.no answered 200 with a web page')); // true
    // #endregion
  },

  suggestPosition() {
    // #region suggestPosition
    console.log(suggestPosition('[suggest:12]'), suggestPosition('create')); // 12 undefined
    // #endregion
  },

  textOf() {
    // #region textOf
    console.log(textOf(Buffer.from('\ufeffblåbær', 'utf16le'))); // blåbær
    // #endregion
  },

  unreached() {
    // #region unreached
    const error = Object.assign(new Error('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    console.log(unreached('https://localhost:8080', error).split('.')[0]); // localhost:8080 refused the connection: nothing listens there
    // #endregion
  },

  withoutTokens() {
    // #region withoutTokens
    const token = ['eyJhbGciOiJSUzI1NiJ9', 'eyJzY29wZSI6ImEifQ', 'c2lnbmF0dXJl'].join('.');
    console.log(withoutTokens(`cannot read ${token}`)); // cannot read (a token)
    // #endregion
  },

  wordsAt() {
    // #region wordsAt
    console.log(wordsAt('havn create fjord', 17)); // { typed: [ 'create' ], partial: 'fjord' }
    // #endregion
  },
};
