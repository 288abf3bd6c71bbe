/**
 * The file name in a `Content-Disposition` header (RFC 6266): `filename*` before `filename`, percent-decoded, path parts and control
 * characters taken away. Undefined when there is none.
 */
export function fileName(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header);
  const raw = extended ?? plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2];
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
  name === undefined
    ? 'attachment'
    : `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
