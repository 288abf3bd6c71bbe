const USUAL_BASE = 'http://localhost:7070';

/** A word of a command line as a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** What the commands need to be told so that they ask the platform at `base`, in a terminal that has these variables. */
function target(base: string, env: NodeJS.ProcessEnv): string {
  const { PORTVAKT_URL: url, MASKINPORTEN_ENVIRONMENT: environment } = env;
  const { protocol, hostname } = new URL(base);
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  return [
    ...(environment && environment !== 'local' ? ['-e local'] : []),
    ...(base === (url || USUAL_BASE).replace(/\/+$/, '') ? [] : [`--url ${quoted(base)}`]),
    ...(protocol === 'http:' && !isLocal ? ['--allow-http'] : []),
  ]
    .map((part) => ` ${part}`)
    .join('');
}

/** What to do once the platform runs: each line works as it is printed, its remark included. */
export const nextSteps = (base: string, env: NodeJS.ProcessEnv): readonly string[] => [
  'npx altinn-jwks create testklient',
  'npx altinn-jwks export maskinporten testklient   # paste it in the portal: new client, Keys',
  `npx portvakt token${target(base, env)} --client-id <client_id> --key testklient --scope altinn:instances.read`,
];
