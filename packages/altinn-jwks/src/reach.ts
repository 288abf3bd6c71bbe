/** Why a host gave no answer, and what to try: the same words for every command that asks one. */

const TRY_NETWORK = 'check the network, and whether a VPN or a proxy (HTTPS_PROXY with NODE_USE_ENV_PROXY=1) is needed';

/** Codes of Node, of its fetch and of OpenSSL, with what happened and what to try elsewhere than on this machine. */
const CAUSES: readonly (readonly [codes: RegExp, what: string, advice: string])[] = [
  [/^ECONNREFUSED$/, 'refused the connection: nothing listens there', `Check address and port; ${TRY_NETWORK}`],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|ENODATA)$/, 'is not found by name', `Check the spelling; ${TRY_NETWORK}`],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'has a certificate for another name', 'Check the address'],
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    'has a certificate that is not valid today',
    'Check the clock of this machine, then tell whoever runs the host',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_UNTRUSTED|CERT_SIGNATURE/,
    'has a certificate that nobody vouches for whom Node trusts',
    'Name the authority’s PEM file in NODE_EXTRA_CA_CERTS: a company’s proxy has one, and "portvakt hosts" tells the sandbox’s',
  ],
  [
    /^(EPROTO|ERR_SSL_\w+)$/,
    'speaks no TLS that can be understood',
    'Check whether the address is to begin with http:// or https://, and its port',
  ],
  [
    /^(TimeoutError|ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/,
    'did not answer in time',
    `Try again; if it stays so, ${TRY_NETWORK}`,
  ],
  [
    /^PROXY_407$/,
    'is not reached: the proxy on the way (HTTPS_PROXY) wants a log-in',
    'Put user and password into HTTPS_PROXY, as http://user:password@host:port',
  ],
  [
    /^PROXY_\d+$/,
    'is not reached: the proxy on the way (HTTPS_PROXY) does not let it through',
    'Ask whoever runs the proxy to allow the host, or leave the proxy out for it with NO_PROXY',
  ],
  [
    /^REDIRECT$/,
    'answered with a redirect, which is not followed',
    'Check the address: a proxy or log-in page may answer instead',
  ],
  [/^BAD_PORT$/, 'is at a port that is kept for something else than HTTP', 'Check the port'],
  [
    /^(Z_\w+|ERR__ERROR_FORMAT\w*|HTTPParserError|HPE_\w+)$/,
    'answered with what cannot be read as HTTP',
    'Check address and port: it may be another program’s, or something between here and there alters answers',
  ],
  [/^(ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL)$/, 'cannot be reached from here', `Check the address; ${TRY_NETWORK}`],
  [
    /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/,
    'broke off the connection',
    'Try again; check whether the address is to begin with http:// or https://',
  ],
];

const START = 'Start the platform with "portvakt up", or give its address in --url or PORTVAKT_URL';
const MOST_CAUSES = 8;

/** The codes of an error and of what caused it, the outermost first. */
function codesOf(error: unknown): readonly string[] {
  const codes: string[] = [];
  let one: unknown = error;
  for (let depth = 0; depth < MOST_CAUSES && typeof one === 'object' && one !== null; depth += 1) {
    const { code, name, message, cause, errors } = one as Readonly<Record<string, unknown>>;
    for (const text of [code, name]) if (typeof text === 'string') codes.push(text);
    // These have no code of their own.
    if (message === 'unexpected redirect') codes.push('REDIRECT');
    if (message === 'bad port') codes.push('BAD_PORT');
    const [, refusal] = /^Proxy response \((\d{3})\)/.exec(String(message)) ?? [];
    if (refusal !== undefined) codes.push(`PROXY_${refusal}`);
    one = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return codes;
}

/** The host that the way ended at, when it is another than the one that was asked for: a proxy. */
function proxyIn(error: unknown, host: string): string | undefined {
  const [name, port = '443'] = host.split(/:(?=\d+$)/);
  let one: unknown = error;
  for (let depth = 0; depth < MOST_CAUSES && typeof one === 'object' && one !== null; depth += 1) {
    const { hostname, address, port: tried, cause, errors } = one as Readonly<Record<string, unknown>>;
    if (typeof hostname === 'string' && hostname !== name) return hostname;
    if (typeof address === 'string' && typeof tried === 'number' && ![port, '80'].includes(String(tried)))
      return `${address}:${tried}`;
    one = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return undefined;
}

const isLocal = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);

/** Host and port of an address, without what else stands in it: a password may. */
const hostOf = (address: string): string =>
  URL.canParse(address) && /^https?:/.test(address) ? new URL(address).host : address.replace(/^.*@/, '');

/**
 * One line on a host that could not be asked: what happened, and what to try.
 * @param address a URL, or host and port
 * @param error what `fetch` rejected with
 */
export function unreached(address: string, error: unknown): string {
  const host = hostOf(address);
  const codes = codesOf(error);
  const [, what, advice] = CAUSES.find(([pattern]) => codes.some((code) => pattern.test(code))) ?? [
    undefined,
    'could not be reached',
    `Check the address; ${TRY_NETWORK}`,
  ];
  const proxy = proxyIn(error, host);
  if (proxy !== undefined)
    return `${host} is not reached: ${proxy}, the proxy on the way, ${what}. Check HTTPS_PROXY and HTTP_PROXY, or leave the proxy out for this host with NO_PROXY.`;
  const isAway = isLocal(host) && (codes.includes('ECONNREFUSED') || codes.includes('BAD_PORT'));
  return `${host} ${what}. ${isAway ? START : advice}.`;
}

/**
 * What to try of a status that passes, with a blank before it; empty for the others.
 * @param retryAfter the header, in seconds or as a date
 * @param now milliseconds since 1970, against which a date is held
 */
export function laterAdvice(status: number, retryAfter: string | null, now = Date.now()): string {
  if (status !== 429 && status < 500) return '';
  const text = retryAfter?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - now) / 1000);
  const when = seconds > 0 ? `again in ${seconds} s` : 'again later';
  if (status === 429) return `. That was too often: try ${when}`;
  return status < 502
    ? '. Try again later; if it stays so, tell whoever runs it'
    : `. Try ${when}; if it stays so, a proxy may answer in its place`;
}

const BROKEN = 'JSON that is cut off or broken';

function kindOf(body: string): string {
  if (body === '') return 'nothing';
  if (body.startsWith('<')) return 'a web page';
  try {
    JSON.parse(body);
    return 'JSON of something else';
  } catch {
    return /^[[{"]/.test(body) ? BROKEN : 'text that is no JSON';
  }
}

/**
 * One line on an answer that is none of the API's: a proxy, a log-in page or another program has given it.
 * @param address a URL, or host and port
 * @param status of HTTP
 * @param text the body
 */
export function strangeAnswer(address: string, status: number, text: string): string {
  const body = text.trim();
  const what = kindOf(body);
  const advice =
    what === BROKEN
      ? 'Try again; if it stays so, something between here and there cuts answers off'
      : 'Check the address: it may be another program’s, or a proxy or log-in page answers instead';
  return `${hostOf(address)} answered ${status} with ${what} instead of what was asked for. ${advice}.`;
}
