// The same as in altinn-jwks: neither of the two packages is to need the other.

/** UTF-16 writes each ASCII character with a zero beside it, on the side that its order of bytes says. */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second) ? 'utf-16be' : 'utf-8';
}

/**
 * The text in a file, without a byte order mark: UTF-8, or the UTF-16 that `>` of Windows PowerShell 5 writes. Files of .NET are read so
 * too (StreamReader finds the encoding by the mark).
 */
export const textOf = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes);
