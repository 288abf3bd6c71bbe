/**
 * Texts outside of the heap. What lives as long as a row of the log would be copied by the garbage collector twice, and then be looked at again
 * and again: that took a tenth of a decision.
 */
import type { Material } from './entry.ts';

const PAGE_BYTES = 256 * 1024;
/** Of one UTF-16 unit in UTF-8. */
const MOST_BYTES = 3;

/** Pages are filled one after the other, and the oldest again when none of its texts is kept any more. */
interface Page {
  readonly bytes: Buffer;
  /** Where the newest text begins, and where it ends. */
  start: number;
  used: number;
  /** Number of the last entry that has a text here. */
  last: number;
}

/** A material whose text is read when somebody looks. */
class KeptMaterial implements Material {
  readonly form: Material['form'];
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #size: number;

  constructor(form: Material['form'], bytes: Buffer, start: number, size: number) {
    this.form = form;
    this.#bytes = bytes;
    this.#start = start;
    this.#size = size;
  }

  get text(): string {
    return this.#bytes.toString('utf8', this.#start, this.#start + this.#size);
  }
}

/** The pages of a ring. A text may be read for as long as its entry is in the ring. */
export class Texts {
  #pages: Page[] = [];

  /**
   * Writes a text at the end of a page.
   * @param number of the entry that it belongs to
   * @param first number of the oldest entry in the ring
   */
  write(text: string, number: number, first: number): Page {
    const most = MOST_BYTES * text.length;
    let page = this.#pages.at(-1);
    if (page === undefined || page.used + most > page.bytes.length) page = this.#nextPage(most, first);
    page.start = page.used;
    page.used += page.bytes.write(text, page.start, 'utf8');
    page.last = number;
    return page;
  }

  #nextPage(atLeast: number, first: number): Page {
    const [oldest] = this.#pages;
    const isFree = oldest !== undefined && oldest.last < first && oldest.bytes.length >= atLeast;
    if (isFree) this.#pages.shift();
    const bytes = isFree ? oldest.bytes : Buffer.allocUnsafeSlow(Math.max(PAGE_BYTES, atLeast));
    const page = { bytes, start: 0, used: 0, last: 0 };
    this.#pages.push(page);
    return page;
  }

  /** Forgets all. */
  clear(): void {
    this.#pages = [];
  }
}

/** What was sent, or what was answered, of each entry of a ring. */
export class TextColumn {
  readonly #texts: Texts;
  readonly #forms: Material['form'][];
  /** The page that a text is in, or the text itself where it is held elsewhere anyway. */
  readonly #where: (Page | string | undefined)[];
  /** In the page. */
  readonly #starts: Uint32Array;
  readonly #sizes: Uint32Array;

  /** @param entries most in the ring */
  constructor(texts: Texts, entries: number) {
    this.#texts = texts;
    this.#forms = new Array<Material['form']>(entries).fill('text');
    this.#where = new Array<Page | string | undefined>(entries).fill(undefined);
    this.#starts = new Uint32Array(entries);
    this.#sizes = new Uint32Array(entries);
  }

  /**
   * @param number of the entry that it belongs to
   * @param first number of the oldest entry in the ring
   * @returns its size, in bytes
   */
  keep(place: number, material: Material | undefined, number: number, first: number): number {
    if (material === undefined) return 0;
    const { form, text, isHeld } = material;
    this.#forms[place] = form;
    if (isHeld) {
      this.#where[place] = text;
      return text.length;
    }
    const page = this.#texts.write(text, number, first);
    const size = page.used - page.start;
    this.#where[place] = page;
    this.#starts[place] = page.start;
    this.#sizes[place] = size;
    return size;
  }

  get(place: number): Material | undefined {
    const where = this.#where[place];
    const form = this.#forms[place] ?? 'text';
    if (where === undefined) return undefined;
    if (typeof where === 'string') return { form, text: where };
    return new KeptMaterial(form, where.bytes, this.#starts[place] ?? 0, this.#sizes[place] ?? 0);
  }

  drop(place: number): void {
    this.#where[place] = undefined;
  }
}
