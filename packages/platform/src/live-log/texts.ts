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
  used: number;
  /** Number of the last entry that has a text here. */
  last: number;
}

/** A material whose text is read when somebody looks. */
export class KeptMaterial implements Material {
  readonly form: Material['form'];
  /** In bytes. */
  readonly size: number;
  readonly #bytes: Buffer;
  readonly #start: number;

  constructor(form: Material['form'], bytes: Buffer, start: number, size: number) {
    this.form = form;
    this.#bytes = bytes;
    this.#start = start;
    this.size = size;
  }

  get text(): string {
    return this.#bytes.toString('utf8', this.#start, this.#start + this.size);
  }
}

/** The texts of a ring's entries. One may be read for as long as its entry is in the ring. */
export class Texts {
  #pages: Page[] = [];

  /**
   * @param number of the entry that it belongs to
   * @param first number of the oldest entry in the ring
   */
  keep({ form, text }: Material, number: number, first: number): KeptMaterial {
    const most = MOST_BYTES * text.length;
    let page = this.#pages.at(-1);
    if (page === undefined || page.used + most > page.bytes.length) page = this.#nextPage(most, first);
    const start = page.used;
    const size = page.bytes.write(text, start, 'utf8');
    page.used += size;
    page.last = number;
    return new KeptMaterial(form, page.bytes, start, size);
  }

  #nextPage(atLeast: number, first: number): Page {
    const [oldest] = this.#pages;
    const isFree = oldest !== undefined && oldest.last < first && oldest.bytes.length >= atLeast;
    if (isFree) this.#pages.shift();
    const page = isFree ? oldest : { bytes: Buffer.allocUnsafeSlow(Math.max(PAGE_BYTES, atLeast)), used: 0, last: 0 };
    page.used = 0;
    this.#pages.push(page);
    return page;
  }

  /** Forgets all. */
  clear(): void {
    this.#pages = [];
  }
}
