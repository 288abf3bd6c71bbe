/** DER that the ASN.1 schemas at hand do not cover, element by element. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** With tag and length, in hex. */
  readonly whole: string;
}

/** The elements of DER one after the other. @throws RangeError */
export function elements(der: Buffer): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < der.length; ) {
    const tag = der.readUInt8(at);
    const first = der.readUInt8(at + 1);
    const octets = first < 0x80 ? 0 : first & 0x7f;
    if (octets > 3) throw new RangeError('a DER length is too long');
    const length = octets === 0 ? first : der.readUIntBE(at + 2, octets);
    const start = at + 2 + octets;
    if (start + length > der.length) throw new RangeError('DER ends too soon');
    found.push({
      tag,
      content: der.subarray(start, start + length),
      whole: der.subarray(at, start + length).toString('hex'),
    });
    at = start + length;
  }
  return found;
}
