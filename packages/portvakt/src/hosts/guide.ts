/** What `portvakt hosts` tells: how names are made to lead here, how the authority is trusted, and how both are undone. */
import { X509Certificate } from 'node:crypto';
import { APPS_DOMAINS, AUTHORITY_NAME, EXACT_NAMES } from '@portvakt/platform';
import { USUAL_FOLDER } from '../data-folder.ts';
import { quoted } from '../next-steps.ts';
import type { AuthorityFiles } from './authority-files.ts';

export interface GuideWish {
  /** Service owners whose apps are asked: a hosts file has no wildcards. */
  readonly org: readonly string[];
  /** Altinn's at and yt environments too. */
  readonly all?: boolean;
  readonly tlsPort: number;
  /** As `--data` was given. */
  readonly data: string;
}

const ADDRESS = '127.0.0.1';
const MARK = '# portvakt hosts';
const ISSUER_HOST = 'test.maskinporten.no';
const HTTPS = 443;
const WINDOWS_HOSTS = '$env:SystemRoot\\System32\\drivers\\etc\\hosts';

/** The names for a hosts file. */
export function namesFor({ org, all = false }: GuideWish): readonly string[] {
  const isWanted = (name: string) => all || !name.endsWith('.altinn.cloud');
  const apps = APPS_DOMAINS.filter(isWanted).flatMap((domain) => org.map((code) => `${code}.${domain}`));
  return [...EXACT_NAMES.filter(isWanted), ...apps];
}

/** What a command is told so that it finds the same authority. */
const dataWords = ({ data }: Pick<GuideWish, 'data'>): string =>
  data === (process.env['DATABASE_URL'] || USUAL_FOLDER) ? '' : ` --data ${quoted(data)}`;

/** Each heading with its lines. */
type Chapter = readonly [heading: string, ...lines: string[]];

const written = (chapters: readonly Chapter[]): string =>
  chapters
    .map(([heading, ...lines]) => [heading, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), ''].join('\n'))
    .join('\n');

/** How to reach the platform by the real names. @param authority `certificate` as PEM, and the names that it may vouch for */
export function guide(
  files: AuthorityFiles,
  { certificate, permitted }: { readonly certificate: string; readonly permitted: readonly string[] },
  wish: GuideWish,
): string {
  const { validTo, fingerprint256 } = new X509Certificate(certificate);
  const until = new Date(validTo).toISOString().slice(0, 10);
  return written([
    [
      `${AUTHORITY_NAME}, until ${until}`,
      files.certificate,
      `SHA-256 ${fingerprint256}`,
      'It can vouch for the names of the test environments alone, by its name constraints. Nothing of this machine has been changed.',
    ],
    ...olderChapter(permitted, wish),
    [
      'Serve them',
      `npx portvakt up --hosts${wish.tlsPort === HTTPS ? '' : ` --tls-port ${wish.tlsPort}`}${dataWords(wish)}`,
    ],
    ...portChapter(wish),
    ...programChapters(files, wish),
    ...machineChapters(files, wish),
    ...undo(wish),
  ]);
}

/** What an authority of an earlier version cannot do. */
function olderChapter(permitted: readonly string[], wish: GuideWish): readonly Chapter[] {
  const missing = [...EXACT_NAMES, ...APPS_DOMAINS].filter((name) => !permitted.includes(name));
  if (missing.length === 0) return [];
  return [
    [
      'It was made by an earlier version, and cannot vouch for',
      ...missing,
      `npx portvakt hosts remove${dataWords(wish)}    # and trust the one that is made next`,
    ],
  ];
}

/** What to do where a port below 1024 may not be taken. */
const portChapter = (wish: GuideWish): readonly Chapter[] =>
  wish.tlsPort === HTTPS
    ? [
        [
          'Where port 443 may not be taken',
          `npx portvakt hosts --tls-port 8443${dataWords(wish)}    # the same with a redirect from 443`,
          'Linux, for every program of this Node: sudo setcap cap_net_bind_service=+ep "$(readlink -f "$(command -v node)")"',
          'Undo: sudo setcap -r "$(readlink -f "$(command -v node)")"',
        ],
      ]
    : [
        [
          `Lead port 443 to ${wish.tlsPort}, for programs that cannot be told a port`,
          `Linux    sudo iptables -t nat -A OUTPUT -o lo -p tcp -d ${ADDRESS} --dport 443 -j REDIRECT --to-ports ${wish.tlsPort}`,
          `  undo   sudo iptables -t nat -D OUTPUT -o lo -p tcp -d ${ADDRESS} --dport 443 -j REDIRECT --to-ports ${wish.tlsPort}`,
          `macOS    echo "rdr pass on lo0 inet proto tcp from any to ${ADDRESS} port 443 -> ${ADDRESS} port ${wish.tlsPort}" | sudo pfctl -ef -`,
          '  undo   sudo pfctl -f /etc/pf.conf',
          `Windows  netsh interface portproxy add v4tov4 listenaddress=${ADDRESS} listenport=443 connectaddress=${ADDRESS} connectport=${wish.tlsPort}`,
          `  undo   netsh interface portproxy delete v4tov4 listenaddress=${ADDRESS} listenport=443`,
        ],
      ];

/** One program at a time, without a change to the machine. */
function programChapters({ certificate }: AuthorityFiles, { tlsPort }: GuideWish): readonly Chapter[] {
  const file = quoted(certificate);
  const url = `https://${ISSUER_HOST}/.well-known/oauth-authorization-server`;
  return [
    [
      'One program, names and trust in one',
      tlsPort === HTTPS
        ? `curl --cacert ${file} --resolve ${ISSUER_HOST}:443:${ADDRESS} ${url}`
        : `curl --cacert ${file} --connect-to ${ISSUER_HOST}:443:${ADDRESS}:${tlsPort} ${url}`,
      '.NET 7 and newer:',
      ...dotnet(certificate, tlsPort).map((line) => `  ${line}`),
    ],
    [
      'One program, trust alone (names: by the hosts file, below)',
      `Node            NODE_EXTRA_CA_CERTS=${file} node …`,
      `Python          REQUESTS_CA_BUNDLE=${file} python …    # requests; SSL_CERT_FILE for httpx and the standard library`,
      `.NET, Go, Ruby  SSL_CERT_FILE=${file} …    # on Linux; it takes the place of the machine's own authorities`,
      `Java            keytool -importcert -noprompt -alias portvakt-hosts -file ${file} -keystore portvakt.p12 -storetype PKCS12 -storepass changeit`,
      '                java -Djavax.net.ssl.trustStore=portvakt.p12 -Djavax.net.ssl.trustStorePassword=changeit …',
    ],
  ];
}

const dotnet = (certificate: string, port: number): readonly string[] => [
  `var authority = new X509Certificate2(${JSON.stringify(certificate)});`,
  'var handler = new SocketsHttpHandler {',
  '    ConnectCallback = async (context, cancel) => {',
  '        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);',
  `        await socket.ConnectAsync("${ADDRESS}", ${port}, cancel);`,
  '        return new NetworkStream(socket, ownsSocket: true);',
  '    },',
  '    SslOptions = { CertificateChainPolicy = new X509ChainPolicy {',
  '        TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority },',
  '        RevocationMode = X509RevocationMode.NoCheck } } };',
];

const hostsLine = (wish: GuideWish): string => `${ADDRESS} ${namesFor(wish).join(' ')} ${MARK}`;

/** The whole machine: asked for, line by line, by whoever types it. */
function machineChapters({ certificate }: AuthorityFiles, wish: GuideWish): readonly Chapter[] {
  const file = quoted(certificate);
  const line = hostsLine(wish);
  return [
    [
      'The whole machine: names. While this line is there, the machine does not reach the real test environments',
      line,
      '',
      `Linux, macOS    echo '${line}' | sudo tee -a /etc/hosts`,
      `Windows         Add-Content "${WINDOWS_HOSTS}" '${line}'    # PowerShell, as administrator`,
    ],
    [
      'The whole machine: trust',
      `Debian, Ubuntu  sudo cp ${file} /usr/local/share/ca-certificates/portvakt-hosts.crt && sudo update-ca-certificates`,
      `Fedora, RHEL    sudo cp ${file} /etc/pki/ca-trust/source/anchors/portvakt-hosts.pem && sudo update-ca-trust`,
      `macOS           sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${file}`,
      `Windows         certutil -addstore -f Root "${certificate}"    # as administrator`,
    ],
  ];
}

/** What takes back what the whole machine was told. */
const undo = (wish: Pick<GuideWish, 'data'>): readonly Chapter[] => [
  [
    'Undo: names',
    `Linux           sudo sed -i '/${MARK}$/d' /etc/hosts`,
    `macOS           sudo sed -i '' '/${MARK}$/d' /etc/hosts`,
    `Windows         $kept = Get-Content "${WINDOWS_HOSTS}" | Where-Object { $_ -notlike '*${MARK}' }; Set-Content "${WINDOWS_HOSTS}" $kept`,
  ],
  [
    'Undo: trust',
    'Debian, Ubuntu  sudo rm /usr/local/share/ca-certificates/portvakt-hosts.crt && sudo update-ca-certificates --fresh',
    'Fedora, RHEL    sudo rm /etc/pki/ca-trust/source/anchors/portvakt-hosts.pem && sudo update-ca-trust',
    `macOS           sudo security delete-certificate -c '${AUTHORITY_NAME}' -t /Library/Keychains/System.keychain`,
    `Windows         certutil -delstore Root "${AUTHORITY_NAME}"`,
    `Everywhere      npx portvakt hosts remove${dataWords(wish)}    # the authority itself, with its key`,
  ],
];

/** How to take back what may have been done with an authority that is gone. */
export const undoGuide = (wish: Pick<GuideWish, 'data'>): string => written(undo(wish));
