export interface ServerSent {
  readonly name: string;
  readonly data: string;
}

/** Longer than any event of the platform: what has no end is not read for ever. */
const MAX_WAITING = 1_000_000;

/** Reads server-sent events (WHATWG HTML, 9.2.6) from a text that comes in pieces; ids are in the data as well, and not read here. */
export class EventReader {
  #rest = '';

  /** @returns the events that the piece has completed */
  read(piece: string): readonly ServerSent[] {
    const text = (this.#rest + piece).replaceAll('\r\n', '\n');
    const end = text.lastIndexOf('\n\n');
    if (end < 0) {
      if (text.length > MAX_WAITING) throw new TypeError('an event is too long');
      this.#rest = text;
      return [];
    }
    this.#rest = text.slice(end + 2);
    return text.slice(0, end).split('\n\n').flatMap(eventIn);
  }
}

function eventIn(block: string): readonly ServerSent[] {
  let name = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [field, value = ''] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)];
    if (field === 'event') name = value.replace(/^ /, '');
    if (field === 'data') data.push(value.replace(/^ /, ''));
  }
  return data.length === 0 ? [] : [{ name, data: data.join('\n') }];
}
