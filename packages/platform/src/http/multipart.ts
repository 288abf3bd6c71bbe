import { Readable } from 'node:stream';
import { headerParameters, fileName as nameOfFile, textParameter } from './content-disposition.ts';
import { refuse } from './refusals.ts';

/** One part of a multipart body, whoever wrote it: with a file name or without, with a content type or without. */
export interface Part {
  /** `name` of its Content-Disposition; undefined when it has none. */
  readonly name: string | undefined;
  readonly fileName: string | undefined;
  /** As it was sent, with its parameters. */
  readonly contentType: string | undefined;
  /** The bytes as they were sent. What is left unread is passed over when the next part is asked for. */
  readonly content: Readable;
}

/** As ASP.NET has them for the boundary and a part's headers. */
const MAX_BOUNDARY = 128;
const MAX_HEADER_BYTES = 16 * 1024;
/** White space that may follow a boundary on its line (RFC 2046 5.1.1). */
const MAX_PADDING = 64;
const CRLF = '\r\n';
/** What a header may hold, so that a stored content type can be sent again. */
const HEADER_TEXT = /^[\t\x20-\x7e\xa0-\xff]*$/;

const malformed = (what: string) => refuse('multipart-malformed', `the multipart body cannot be read: ${what}`);

/** True for every kind of multipart; the parts of all are told by the same boundary. */
export const isMultipart = (contentType: string | undefined): boolean => /^\s*multipart\//i.test(contentType ?? '');

/**
 * The parts of a multipart body in the order in which they were sent (RFC 2046 5.1.1, RFC 7578). Nothing is held but what has arrived and
 * not been read, so a part may be of any size. The body is read no further than the parts are asked for; ending early lets the rest run out.
 * @throws Refusal 400 for what is no multipart body or ends before its last boundary, 413 beyond `maxParts`
 */
export async function* readParts(
  contentType: string | undefined,
  body: Readable,
  maxParts: number,
): AsyncGenerator<Part, void, undefined> {
  const bytes = body.iterator({ destroyOnReturn: false });
  let open: Readable | undefined;
  try {
    const scanner = new Scanner(boundaryOf(contentType), bytes);
    let count = 0;
    for (await scanner.passOver(); !scanner.atEnd; await scanner.passOver()) {
      count += 1;
      if (count > maxParts)
        throw refuse('body-too-many-parts', `the body has more than ${maxParts} parts`, {
          members: { title: 'Request too large' },
        });
      const part = partOf(await scanner.headers(), scanner);
      open = part.content;
      yield part;
      await abandon(open);
    }
  } finally {
    if (open) await abandon(open);
    await bytes.return?.();
    body.resume();
  }
}

/** Stops the reading of a part, so that it and the search for the next never read at once. */
async function abandon(content: Readable): Promise<void> {
  if (content.closed) return;
  const closed = new Promise((resolve) => content.once('close', resolve));
  content.destroy();
  await closed;
}

function boundaryOf(contentType = ''): string {
  const boundary = headerParameters(contentType)['boundary'] ?? '';
  if (boundary === '') throw malformed('its Content-Type names no boundary');
  if (boundary.length > MAX_BOUNDARY) throw malformed(`its boundary is longer than ${MAX_BOUNDARY} characters`);
  return boundary;
}

function partOf(headers: ReadonlyMap<string, string>, scanner: Scanner): Part {
  const disposition = headers.get('content-disposition');
  const contentType = headers.get('content-type') || undefined;
  if (contentType !== undefined && !HEADER_TEXT.test(contentType))
    throw malformed('the Content-Type of a part has characters that no header may have');
  return {
    name: disposition === undefined ? undefined : textParameter(headerParameters(disposition), 'name'),
    fileName: nameOfFile(disposition),
    contentType,
    content: quiet(Readable.from(scanner.content(), { objectMode: false })),
  };
}

/** A caller who goes while nobody reads the part must end nothing else: its reader, if any, is told all the same. */
const quiet = (content: Readable): Readable => content.on('error', () => {});

/** Walks a body from boundary to boundary. */
class Scanner {
  /** True after the last boundary. */
  atEnd = false;
  readonly #delimiter: Buffer;
  readonly #source: AsyncIterator<Buffer>;
  /** What has arrived and has not been given out. The first boundary may be the first line, so a line's end comes before the body. */
  #held: Buffer = Buffer.from(CRLF);
  /** How many of the bytes held are a line's end that belongs to no content. */
  #lead = CRLF.length;
  /** Between two boundaries: in a part, or before the first. */
  #inside = true;

  constructor(boundary: string, source: AsyncIterator<Buffer>) {
    this.#delimiter = Buffer.from(`${CRLF}--${boundary}`);
    this.#source = source;
  }

  /** The bytes up to the next boundary; the boundary's line is taken away after them. */
  async *content(): AsyncGenerator<Buffer, void, undefined> {
    while (this.#inside) {
      const at = this.#held.indexOf(this.#delimiter);
      const clear = at >= 0 ? at : this.#held.length - this.#delimiter.length + 1;
      if (clear > 0) yield this.#give(clear);
      else if (at < 0) await this.#more();
      else if (await this.#boundaryLine()) this.#inside = false;
      else yield this.#give(this.#delimiter.length);
    }
  }

  /** To the next boundary, past what nobody has read. */
  async passOver(): Promise<void> {
    for await (const _ of this.content());
  }

  /** Takes the headers of the part that begins here, by lower-case name. */
  async headers(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    let last = '';
    let total = 0;
    for (let line = await this.#line(); line !== ''; line = await this.#line()) {
      total += line.length;
      if (total > MAX_HEADER_BYTES) throw malformed('the headers of a part are too long');
      const [, name, value = ''] = /^([^\s:]+)\s*:\s*(.*)$/s.exec(line) ?? [];
      if (name !== undefined) {
        last = name.toLowerCase();
        found.set(last, value.trim());
      } else if (/^[ \t]/.test(line) && last !== '') found.set(last, `${found.get(last)} ${line.trim()}`);
      else throw malformed('a part has a line among its headers that is none');
    }
    // The blank line may end the headers and begin a boundary at once: of a part without content.
    this.#held = Buffer.concat([Buffer.from(CRLF), this.#held]);
    this.#lead = CRLF.length;
    this.#inside = true;
    return found;
  }

  /** Takes the line of a boundary; false when these bytes only look like one. */
  async #boundaryLine(): Promise<boolean> {
    for (;;) {
      const rest = this.#held.toString('latin1', this.#delimiter.length, this.#delimiter.length + MAX_PADDING + 2);
      if (rest.startsWith('--')) {
        this.atEnd = true;
        return true;
      }
      const [line] = /^[ \t]*\r\n/.exec(rest) ?? [];
      if (line !== undefined) {
        this.#take(this.#delimiter.length + line.length);
        return true;
      }
      if (!/^(?:-|[ \t]*\r?)$/.test(rest) || rest.length > MAX_PADDING) return false;
      await this.#more();
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf(CRLF);
      if (end >= 0) return this.#take(end + CRLF.length).toString('utf8', 0, end);
      if (this.#held.length > MAX_HEADER_BYTES) throw malformed('the headers of a part are too long');
      await this.#more();
    }
  }

  #give(length: number): Buffer {
    const taken = this.#take(length);
    const lead = Math.min(this.#lead, taken.length);
    this.#lead -= lead;
    return taken.subarray(lead);
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  /** @throws Refusal when the body has ended: the last boundary was to come */
  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw malformed('it ends before its last boundary');
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
  }
}
