/** The same grant, as commands and programs that work as they stand, with the client's own ids. */
export interface SampleFacts {
  /** `iss` of Maskinporten, final slash included. */
  readonly issuer: string;
  /** The platform, without a final slash. */
  readonly base: string;
  readonly clientId: string;
  readonly kid: string;
  readonly scopes: readonly string[];
}

/** What gets a token stands first; what makes the key for it last, for who has none. */
export const LANGUAGES = ['portvakt', 'curl', 'TypeScript', 'C#', 'Python', 'altinn-jwks'] as const;
export type SampleLanguage = (typeof LANGUAGES)[number];

const KEY_SET = 'testklient';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const EXCHANGE = '/authentication/api/v1/exchange/maskinporten';
const USUAL_BASE = 'http://localhost:7070';

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** What the commands are told so that they ask this platform. */
function target(base: string): string {
  const { protocol, hostname } = new URL(base);
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return [
    base === USUAL_BASE ? '' : ` --url ${quoted(base)}`,
    protocol === 'http:' && !isLocal ? ' --allow-http' : '',
  ].join('');
}

const MAKERS: Readonly<Record<SampleLanguage, (facts: SampleFacts) => string>> = {
  'altinn-jwks': () =>
    [
      `npx altinn-jwks create ${KEY_SET}`,
      `npx altinn-jwks export maskinporten ${KEY_SET}`,
      `npx altinn-jwks export pem ${KEY_SET} --private --out key.pem`,
      `npx altinn-jwks export key ${KEY_SET} --out key.json`,
    ].join('\n'),
  portvakt({ base, clientId, scopes }) {
    const options = `${target(base)} --client-id ${quoted(clientId)} --key ${KEY_SET} --scope ${scopes.map(quoted).join(' ')}`;
    return [`npx portvakt token${options}`, `npx portvakt exchange${options}`].join('\n');
  },
  curl: ({ issuer, base, clientId, kid, scopes }) => `ISSUER=${quoted(issuer)}
CLIENT_ID=${quoted(clientId)}
KID=${quoted(kid)}
SCOPE=${quoted(scopes.join(' '))}

encoded() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
now=$(date +%s)
header=$(printf '{"alg":"RS256","kid":"%s"}' "$KID" | encoded)
claims=$(printf '{"aud":"%s","iss":"%s","scope":"%s","iat":%s,"exp":%s,"jti":"%s"}' \\
  "$ISSUER" "$CLIENT_ID" "$SCOPE" "$now" "$((now + 60))" "$(openssl rand -hex 16)" | encoded)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign key.pem | encoded)

answer=$(curl -sS "\${ISSUER}token" \\
  --data-urlencode grant_type=${GRANT} \\
  --data-urlencode "assertion=$header.$claims.$signature")
echo "$answer"
token=$(printf '%s' "$answer" | sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p')

curl -sS ${quoted(base + EXCHANGE)} -H "Authorization: Bearer $token"
`,
  TypeScript: ({ base, clientId, scopes }) => `import { readFile } from 'node:fs/promises';
import { createMaskinportenClient, jwk, localEnvironment } from '@portvakt/client';

const client = createMaskinportenClient({
  environment: localEnvironment(${text(base)}),
  clientId: ${text(clientId)},
  key: jwk(await readFile('key.json', 'utf8')),
  scopes: ${text(scopes.join(' '))},
});
const token = await client.getToken();
console.log(token.value);

const exchanged = await client.getAltinnToken();
console.log(exchanged.value);
`,
  'C#': ({ issuer, base, clientId, kid, scopes }) => `using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var issuer = ${double(issuer)};
var clientId = ${double(clientId)};
var kid = ${double(kid)};
var scope = ${double(scopes.join(' '))};

using var key = RSA.Create();
key.ImportFromPem(File.ReadAllText("key.pem"));
var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
var claims = new { aud = issuer, iss = clientId, scope, iat = now, exp = now + 60, jti = Guid.NewGuid() };
var input = $"{Encoded(Json(new { alg = "RS256", kid }))}.{Encoded(Json(claims))}";
var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

using var http = new HttpClient();
var response = await http.PostAsync($"{issuer}token", new FormUrlEncodedContent(new Dictionary<string, string>
{
    ["grant_type"] = "${GRANT}",
    ["assertion"] = $"{input}.{Encoded(signature)}",
}));
var answer = await response.Content.ReadAsStringAsync();
Console.WriteLine(answer);
response.EnsureSuccessStatusCode();

var token = JsonDocument.Parse(answer).RootElement.GetProperty("access_token").GetString();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
Console.WriteLine(await http.GetStringAsync(${double(base + EXCHANGE)}));

static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value);
static string Encoded(byte[] bytes) =>
    Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
`,
  Python: ({ issuer, base, clientId, kid, scopes }) => `import time
import uuid

import jwt  # pip install "pyjwt[crypto]" requests
import requests

issuer = ${double(issuer)}
now = int(time.time())
assertion = jwt.encode(
    {
        "aud": issuer,
        "iss": ${double(clientId)},
        "scope": ${double(scopes.join(' '))},
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    },
    open("key.pem").read(),
    algorithm="RS256",
    headers={"kid": ${double(kid)}},
)
answer = requests.post(
    issuer + "token",
    data={"grant_type": "${GRANT}", "assertion": assertion},
)
print(answer.text)
answer.raise_for_status()

exchanged = requests.get(
    ${double(base + EXCHANGE)},
    headers={"Authorization": "Bearer " + answer.json()["access_token"]},
)
print(exchanged.text)
`,
};

/** A text of TypeScript. */
const text = (value: string): string =>
  `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
/** A text of C# and Python, which read what JSON escapes in the same way. */
const double = (value: string): string => JSON.stringify(value);

/** The sample in a language. */
export const sampleOf = (language: SampleLanguage, facts: SampleFacts): string => MAKERS[language](facts);
