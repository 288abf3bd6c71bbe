/** The request as code that can be copied and run; the token comes from the environment, so that none lands in a file. */

import { type Fitting, fittingFor } from './callers.ts';
import type { Operation } from './document.ts';
import { FILE, type Part, type Sent } from './request.ts';

export const LANGUAGES = ['curl', 'TypeScript', 'C#'] as const;
export type SampleLanguage = (typeof LANGUAGES)[number];

/** @param base where the platform is, without a final slash */
export function sampleOf(language: SampleLanguage, operation: Operation, sent: Sent, base: string): string {
  const fitting = fittingFor(operation.access);
  const url = base + sent.target;
  if (language === 'curl') return curl(url, sent, fitting !== undefined);
  return language === 'C#' ? csharp(url, sent, fitting !== undefined) : typescript(url, sent, fitting, base);
}

const lines = (...all: readonly (string | readonly string[])[]): string => all.flat().join('\n');

/** For a POSIX shell. */
const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function curl(url: string, { method, headers, body }: Sent, token: boolean): string {
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${shell(url)}`,
    ...(token ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...headers.map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`),
    ...(body?.kind === 'text' ? [`--data-raw ${shell(body.text)}`] : []),
    ...(body?.kind === 'file' ? [`--data-binary @${FILE}`] : []),
    ...(body?.kind === 'parts'
      ? body.parts.map(({ name, text }) => `-F ${shell(text === undefined ? `${name}=@${FILE}` : `${name}=${text}`)}`)
      : []),
  ];
  return parts.join(' \\\n  ');
}

/** A JavaScript literal in single quotes. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

function typescript(url: string, sent: Sent, fitting: Fitting | undefined, base: string): string {
  // The library makes an organisation's tokens; a person's session comes from a log-in.
  const client = fitting?.organization;
  const { method, body } = sent;
  const headers = [
    ...(fitting && !client ? [`authorization: \`Bearer \${process.env['TOKEN']}\``] : []),
    ...sent.headers.map(([name, value]) => `${/^[a-z]+$/i.test(name) ? name : quoted(name)}: ${quoted(value)}`),
  ];
  const init = [
    ...(method === 'GET' ? [] : [`method: ${quoted(method)},`]),
    ...(headers.length === 0 ? [] : ['headers: {', ...headers.map((line) => `  ${line},`), '},']),
    ...(body?.kind === 'text' ? [`body: ${textBody(body.text)},`] : []),
    ...(body?.kind === 'file' ? [`body: await readFile(${quoted(FILE)}),`] : []),
    ...(body?.kind === 'parts' ? ['body: form,'] : []),
  ];
  const readsFile =
    body?.kind === 'file' || (body?.kind === 'parts' && body.parts.some(({ text }) => text === undefined));
  return lines(
    readsFile ? ["import { readFile } from 'node:fs/promises';"] : [],
    client ? clientHead(base, client) : [],
    readsFile && !client ? [''] : [],
    body?.kind === 'parts' ? formOf(body.parts) : [],
    init.length === 0
      ? `const response = await ${client ? 'http' : 'fetch'}(${quoted(url)});`
      : [
          `const response = await ${client ? 'http' : 'fetch'}(${quoted(url)}, {`,
          ...init.flatMap((line) => line.split('\n')).map((line) => `  ${line}`),
          '});',
        ],
    'console.log(response.status, await response.text());',
  );
}

/** Of scopes that are each enough: one that more than service owners and administrators may have. */
const commonest = (scopes: readonly string[]): string =>
  scopes.find((scope) => !/serviceowner|admin/.test(scope)) ?? scopes[0] ?? '';

const clientHead = (base: string, { issuer, scopes }: NonNullable<Fitting['organization']>): readonly string[] => [
  "import { createFetch, createMaskinportenClient, jwk, localEnvironment } from '@portvakt/client';",
  '',
  'const client = createMaskinportenClient({',
  `  environment: localEnvironment(${quoted(base)}),`,
  "  clientId: process.env['MASKINPORTEN_CLIENT_ID'] ?? '',",
  "  key: jwk(process.env['MASKINPORTEN_CLIENT_JWK'] ?? ''),",
  `  scopes: ${quoted(commonest(scopes))},`,
  ...(issuer === 'altinn' ? ['  altinn: true,'] : []),
  '});',
  `const http = createFetch(client, { origins: [${quoted(new URL(base).origin)}] });`,
  '',
];

const formOf = (parts: readonly Part[]): readonly string[] => [
  'const form = new FormData();',
  ...parts.map(({ name, text }) =>
    text === undefined
      ? `form.append(${quoted(name)}, new Blob([await readFile(${quoted(FILE)})]), ${quoted(FILE)});`
      : `form.append(${quoted(name)}, ${textBody(text)});`,
  ),
];

/** JSON as an object to read, anything else as the text that it is. */
function textBody(text: string): string {
  try {
    return `JSON.stringify(${JSON.stringify(JSON.parse(text), undefined, 2)})`;
  } catch {
    return quoted(text);
  }
}

/** A verbatim string of C#: only quotes are doubled, and lines may be many. */
const verbatim = (text: string): string => `@"${text.replaceAll('"', '""')}"`;

const capitalised = (method: string): string => method.charAt(0) + method.slice(1).toLowerCase();

function csharp(url: string, { method, headers, body }: Sent, token: boolean): string {
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? 'application/octet-stream';
  const others = headers.filter(([name]) => !name.startsWith('content-'));
  const disposition = headers.find(([name]) => name === 'content-disposition')?.[1];
  return lines(
    'using System.Net.Http.Headers;',
    ...(body?.kind === 'text' ? ['using System.Text;'] : []),
    '',
    'using var http = new HttpClient();',
    `using var request = new HttpRequestMessage(HttpMethod.${capitalised(method)}, ${verbatim(url)});`,
    token
      ? [
          'request.Headers.Authorization =',
          '    new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("TOKEN"));',
        ]
      : [],
    others.map(([name, value]) => `request.Headers.TryAddWithoutValidation(${verbatim(name)}, ${verbatim(value)});`),
    body?.kind === 'text'
      ? [
          `request.Content = new StringContent(${verbatim(body.text)}, Encoding.UTF8);`,
          `request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(${verbatim(type)});`,
        ]
      : [],
    body?.kind === 'file'
      ? [
          `request.Content = new StreamContent(File.OpenRead(${verbatim(FILE)}));`,
          `request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(${verbatim(type)});`,
          `request.Content.Headers.ContentDisposition = ContentDispositionHeaderValue.Parse(${verbatim(disposition ?? '')});`,
        ]
      : [],
    body?.kind === 'parts'
      ? [
          'var form = new MultipartFormDataContent();',
          ...body.parts.map(({ name, text }) =>
            text === undefined
              ? `form.Add(new StreamContent(File.OpenRead(${verbatim(FILE)})), ${verbatim(name)}, ${verbatim(FILE)});`
              : `form.Add(new StringContent(${verbatim(text)}), ${verbatim(name)});`,
          ),
          'request.Content = form;',
        ]
      : [],
    '',
    'using var response = await http.SendAsync(request);',
    'Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");',
  );
}
