import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../foundation/index.ts';
import { fileName, isMultipart, readParts } from './index.ts';

interface Read {
  readonly name: string | undefined;
  readonly fileName: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

const chunksOf = (body: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(body.length / size) }, (_, n) => body.subarray(n * size, (n + 1) * size));

async function readAll(contentType: string, body: Buffer | string, size = 7, maxParts = 40): Promise<Read[]> {
  const read: Read[] = [];
  const stream = Readable.from(chunksOf(Buffer.from(body), size), { objectMode: false });
  for await (const { content, ...part } of readParts(contentType, stream, maxParts)) {
    const pieces: Buffer[] = [];
    for await (const piece of content) pieces.push(piece as Buffer);
    read.push({ ...part, bytes: Buffer.concat(pieces) });
  }
  return read;
}

const lines = (...all: string[]): string => all.join('\r\n');
const first = async (contentType: string, ...all: string[]) => (await readAll(contentType, lines(...all)))[0];

describe('a multipart body', () => {
  it.each<[string, string, string[], Omit<Read, 'bytes'>]>([
    [
      '.NET MultipartFormDataContent without a file name',
      'multipart/form-data; boundary="8e6f0b6a-1d6c-4c5e-8f0a-0f6d6a3c2b11"',
      [
        '--8e6f0b6a-1d6c-4c5e-8f0a-0f6d6a3c2b11',
        'Content-Type: application/json; charset=utf-8',
        'Content-Disposition: form-data; name=melding',
        '',
        '{"a":"æ"}',
        '--8e6f0b6a-1d6c-4c5e-8f0a-0f6d6a3c2b11--',
        '',
      ],
      { name: 'melding', fileName: undefined, contentType: 'application/json; charset=utf-8' },
    ],
    [
      '.NET with a file name that is not ASCII',
      'multipart/form-data; boundary="b"',
      [
        '--b',
        'Content-Type: application/pdf',
        'Content-Disposition: form-data; name=vedlegg; filename="=?utf-8?B?csO4ZC5wZGY=?="; filename*=utf-8\'\'r%C3%B8d.pdf',
        '',
        '{"a":"æ"}',
        '--b--',
        '',
      ],
      { name: 'vedlegg', fileName: 'rød.pdf', contentType: 'application/pdf' },
    ],
    [
      'curl -F "melding=<file;type=application/json"',
      'multipart/form-data; boundary=------------------------d74496d66958873e',
      [
        '--------------------------d74496d66958873e',
        'Content-Disposition: form-data; name="melding"',
        'Content-Type: application/json',
        '',
        '{"a":"æ"}',
        '--------------------------d74496d66958873e--',
        '',
      ],
      { name: 'melding', fileName: undefined, contentType: 'application/json' },
    ],
    [
      'curl -F melding=text',
      'multipart/form-data; boundary=------------------------d74496d66958873e',
      [
        '--------------------------d74496d66958873e',
        'Content-Disposition: form-data; name="melding"',
        '',
        '{"a":"æ"}',
        '--------------------------d74496d66958873e--',
        '',
      ],
      { name: 'melding', fileName: undefined, contentType: undefined },
    ],
    [
      'a browser with a Blob and with a quote in its file name',
      'multipart/form-data; boundary=----WebKitFormBoundarymx2fSWqWSd0OxQqq',
      [
        '------WebKitFormBoundarymx2fSWqWSd0OxQqq',
        'Content-Disposition: form-data; name="melding"; filename="r%22ød.json"',
        'Content-Type: application/json',
        '',
        '{"a":"æ"}',
        '------WebKitFormBoundarymx2fSWqWSd0OxQqq--',
        '',
      ],
      { name: 'melding', fileName: 'r"ød.json', contentType: 'application/json' },
    ],
    [
      'a Java HttpClient’s own writer, with no end of line after the last boundary',
      'multipart/form-data;boundary=Boundary1732800000000',
      [
        '--Boundary1732800000000',
        'Content-Disposition: form-data; name="melding"; filename="C:\\temp\\a.json"',
        'Content-Type: application/json',
        'Content-Length: 10',
        '',
        '{"a":"æ"}',
        '--Boundary1732800000000--',
      ],
      { name: 'melding', fileName: 'a.json', contentType: 'application/json' },
    ],
    [
      'K6 http.file',
      'multipart/form-data; boundary=2f2c6f9a4e',
      [
        '--2f2c6f9a4e',
        'Content-Disposition: form-data; name="melding"; filename="data"',
        'Content-Type: application/octet-stream',
        '',
        '{"a":"æ"}',
        '--2f2c6f9a4e--',
        '',
      ],
      { name: 'melding', fileName: 'data', contentType: 'application/octet-stream' },
    ],
    [
      'Python requests, which puts the file name before the name, after a preamble and with space after the boundary',
      'multipart/form-data; charset=utf-8; boundary=b',
      [
        'to be ignored',
        '--b \t',
        'content-disposition: form-data;',
        '  filename="a.json"; name="melding"',
        'CONTENT-TYPE:application/json',
        '',
        '{"a":"æ"}',
        '--b--',
        'to be ignored',
      ],
      { name: 'melding', fileName: 'a.json', contentType: 'application/json' },
    ],
    [
      'multipart/mixed without a name',
      'multipart/mixed; boundary=b',
      ['--b', 'Content-Type: application/xml', '', '{"a":"æ"}', '--b--', ''],
      { name: undefined, fileName: undefined, contentType: 'application/xml' },
    ],
  ])('is read as %s writes it', async (_who, contentType, body, expected) => {
    for (const size of [1, 3, 64, 4096])
      expect(await readAll(contentType, lines(...body), size)).toEqual([
        { ...expected, bytes: Buffer.from('{"a":"æ"}') },
      ]);
  });

  it('takes a name quoted, bare, extended, and with the name of another parameter inside', async () => {
    const named = async (disposition: string) =>
      (await first('multipart/form-data; boundary=b', '--b', `Content-Disposition: ${disposition}`, '', 'x', '--b--'))
        ?.name;
    expect(await named('form-data; name="a"')).toBe('a');
    expect(await named('form-data; name=a')).toBe('a');
    expect(await named("form-data; name*=UTF-8''bl%C3%A5")).toBe('blå');
    expect(await named("form-data; name*=iso-8859-1'nb'bl%E5")).toBe('blå');
    expect(await named('form-data; name="=?utf-8?B?YmzDpQ==?="')).toBe('blå');
    expect(await named('form-data; filename="x; name=y"; name="a\\"b"')).toBe('a"b');
    expect(await named('form-data')).toBeUndefined();
    expect(fileName('form-data; name="x; filename=y"')).toBeUndefined();
  });

  it('gives any parts back byte for byte, however the body is cut (also where bytes look like a boundary)', async () => {
    const look = fc.constantFrom('\r\n', '\r\n--', '\r\n--b', '\r\n--bx', '--b', '\r', '\n--b\r\n');
    const bytes = fc
      .array(fc.oneof(fc.uint8Array({ maxLength: 20 }), look.map(Buffer.from)), { maxLength: 5 })
      .map((pieces) => Buffer.concat(pieces))
      // What no writer may send: the boundary itself.
      .filter((all) => !/(?:^|\r\n)--b(?:--|[ \t]*\r\n)/.test(`${all.toString('latin1')}\r\n`));
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 4 }), fc.integer({ min: 1, max: 40 }), async (parts, size) => {
        const body = Buffer.concat([
          ...parts.flatMap((part, n) => [
            Buffer.from(`--b\r\nContent-Disposition: form-data; name="p${n}"\r\n\r\n`),
            part,
            Buffer.from('\r\n'),
          ]),
          Buffer.from('--b--\r\n'),
        ]);
        const read = await readAll('multipart/form-data; boundary=b', body, size);
        expect(read.map((part) => [part.name, part.bytes])).toEqual(parts.map((part, n) => [`p${n}`, part]));
      }),
    );
  });

  it('is read by the platform as Node itself reads it', async () => {
    const form = new FormData();
    form.append('instance', new Blob(['{}'], { type: 'application/json' }));
    form.append('text', 'linje 1\nlinje 2');
    form.append('file', new Blob([new Uint8Array([0, 255, 13, 10, 45, 45])]), 'blå "x".bin');
    const sent = new Response(form);
    const contentType = sent.headers.get('content-type') ?? '';
    const read = await readAll(contentType, Buffer.from(await sent.arrayBuffer()), 11);
    expect(read.map(({ name, fileName: file, bytes }) => [name, file, bytes.toString('latin1')])).toEqual([
      ['instance', 'blob', '{}'],
      ['text', undefined, 'linje 1\r\nlinje 2'],
      ['file', 'blå "x".bin', '\u0000\u00ff\r\n--'],
    ]);
  });

  it('may be cut off while nobody reads any longer: that ends nothing but itself', async () => {
    const body = new PassThrough();
    body.write('--b\r\n\r\nfirst bytes');
    const parts = readParts('multipart/form-data; boundary=b', body, 9);
    const { value: part } = await parts.next();
    if (!part) throw new Error('there is a part');
    for await (const piece of part.content.iterator({ destroyOnReturn: false })) {
      expect(String(piece)).toMatch(/^first/);
      break;
    }
    // Without a listener of its own this would be an uncaught error.
    body.destroy(new Error('the client has gone'));
    await new Promise((resolve) => part.content.once('close', resolve));
    await parts.return();
  });

  it('may have no parts, and parts without headers or content', async () => {
    expect(await readAll('multipart/form-data; boundary=b', '--b--')).toEqual([]);
    const read = await readAll(
      'multipart/form-data; boundary=b',
      '--b\r\nA: b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n\r\n--b--',
    );
    expect(read.map((part) => part.bytes.toString())).toEqual(['', 'x', '']);
  });

  it('passes over what is not read', async () => {
    const body = '--b\r\n\r\nfirst\r\n--b\r\nContent-Disposition: form-data; name=two\r\n\r\nsecond\r\n--b--';
    const names: (string | undefined)[] = [];
    for await (const part of readParts(
      'multipart/form-data; boundary=b',
      Readable.from(chunksOf(Buffer.from(body), 3), { objectMode: false }),
      9,
    ))
      names.push(part.name);
    expect(names).toEqual([undefined, 'two']);
  });

  it.each<[string, string, string]>([
    ['no boundary in its type', 'multipart/form-data', '--b--'],
    ['an endless boundary', `multipart/form-data; boundary=${'b'.repeat(129)}`, '--b--'],
    ['nothing', 'multipart/form-data; boundary=b', ''],
    ['garbage', 'multipart/form-data; boundary=b', 'garbage'],
    ['another boundary', 'multipart/form-data; boundary=b', '--c\r\n\r\nx\r\n--c--'],
    ['a cut content', 'multipart/form-data; boundary=b', '--b\r\n\r\nx'],
    ['cut headers', 'multipart/form-data; boundary=b', '--b\r\nContent-Type: text/pl'],
    ['a cut boundary', 'multipart/form-data; boundary=b', '--b\r\n\r\nx\r\n--b'],
    ['no last boundary', 'multipart/form-data; boundary=b', '--b\r\n\r\nx\r\n--b\r\n'],
    ['a header that is none', 'multipart/form-data; boundary=b', '--b\r\nhello\r\n\r\nx\r\n--b--'],
    ['endless headers', 'multipart/form-data; boundary=b', `--b\r\nA: ${'a'.repeat(20_000)}\r\n\r\nx\r\n--b--`],
    [
      'a type of control characters',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Type: a\u0000\r\n\r\nx\r\n--b--',
    ],
  ])('is refused with 400 when it has %s', async (_what, contentType, body) => {
    const failure: unknown = await readAll(contentType, body).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Refusal);
    expect((failure as Refusal).status).toBe(400);
  });

  it('is refused with 413 when it has too many parts', async () => {
    const body = `${'--b\r\n\r\nx\r\n'.repeat(4)}--b--`;
    expect(await readAll('multipart/form-data; boundary=b', body, 9, 4)).toHaveLength(4);
    await expect(readAll('multipart/form-data; boundary=b', body, 9, 3)).rejects.toMatchObject({ statusCode: 413 });
  });

  it('is told by its type, of every kind and in any case', () => {
    expect(['multipart/form-data', 'Multipart/Mixed; boundary=x', ' multipart/related'].every(isMultipart)).toBe(true);
    expect(['application/json', '', undefined, 'text/multipart'].some(isMultipart)).toBe(false);
  });
});
