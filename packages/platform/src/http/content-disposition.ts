/** A parameter of a header: `; name=token`, `; name="quoted text"`. */
const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;
/** RFC 8187 `UTF-8'nb'r%C3%B8d`. */
const EXTENDED = /^(utf-8|iso-8859-1)'[^']*'(.*)$/is;
/** RFC 2047 `=?utf-8?B?…?=`, which .NET writes for what is not ASCII. */
const ENCODED_WORD = /^=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=$/i;

/**
 * The parameters of a header value such as `form-data; name="a"; filename*=UTF-8''b.txt`, by lower-case name; of a repeated one the first.
 * Quotes are taken away; of the escapes only `\"` and `\\`, since browsers send a Windows path as it is.
 */
export function headerParameters(value: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of value.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(["\\])/g, '$1') ?? token.trim());
  }
  return found;
}

/** A parameter as text: its extended form `name*` (RFC 8187) before the plain one, of which an RFC 2047 word is decoded. */
export function textParameter(parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  const [, charset = '', encoded] = EXTENDED.exec(parameters.get(`${name}*`) ?? '') ?? [];
  if (encoded !== undefined) return charset.toLowerCase() === 'utf-8' ? decoded(encoded) : latin1(encoded);
  const plain = parameters.get(name);
  const [, word] = ENCODED_WORD.exec(plain ?? '') ?? [];
  return word === undefined ? plain : Buffer.from(word, 'base64').toString('utf8');
}

/**
 * The file name in a `Content-Disposition` header (RFC 6266): `filename*` before `filename`, percent-decoded, path parts and control
 * characters taken away. Undefined when there is none.
 */
export function fileName(header: string | undefined): string | undefined {
  const raw = header === undefined ? undefined : textParameter(headerParameters(header), 'filename');
  if (raw === undefined) return undefined;
  const name = decoded(raw).split(/[/\\]/).at(-1) ?? '';
  const clean = Array.from(name)
    .filter((char) => char >= ' ' && char !== '\u007f')
    .join('')
    .slice(0, 255);
  return clean === '' || clean === '.' || clean === '..' ? undefined : clean;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const latin1 = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** `attachment; filename*=…` for a download. */
export const attachment = (name: string | undefined): string =>
  name === undefined
    ? 'attachment'
    : `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
