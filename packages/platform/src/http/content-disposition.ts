import { encodeExtended, parse } from 'content-disposition';

/** RFC 2047 `=?utf-8?B?…?=`, which .NET writes for what is not ASCII. */
const ENCODED_WORD = /^=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=$/i;
/** A backslash, with what it escapes when it escapes anything. */
const BACKSLASH = /\\(["\\])?/g;

/**
 * The parameters of a header value such as `form-data; name="a"; filename*=UTF-8''b.txt`, by lower-case name; of a repeated one the first,
 * of one in two forms the extended one (RFC 8187).
 */
export function headerParameters(value: string): Readonly<Partial<Record<string, string>>> {
  // Browsers send a Windows path as it is: only before a quotation mark or another backslash is one an escape.
  return parse(value.replace(BACKSLASH, (all, escaped?: string) => (escaped === undefined ? '\\\\' : all))).parameters;
}

/** A parameter as text: an RFC 2047 word is decoded. */
export function textParameter(parameters: ReturnType<typeof headerParameters>, name: string): string | undefined {
  const plain = parameters[name];
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

/** `attachment; filename*=…` for a download. */
export const attachment = (name: string | undefined): string =>
  name === undefined ? 'attachment' : `attachment; filename*=${encodeExtended(name)}`;
