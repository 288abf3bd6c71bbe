/** A line of a CSV file: the values by column name, and where it stands. */
export interface CsvRow {
  /** From 1, the header included. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/** CSV that cannot be read, with the line. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * Reads CSV (RFC 4180) with a header line; the separator is a comma or a semicolon, whichever the header has.
 * @throws CsvError at an open quotation mark or a line with another number of fields than the header
 */
export function readCsv(text: string): readonly CsvRow[] {
  const [header, ...records] = splitRecords(text.replace(/^\uFEFF/, ''));
  if (!header) return [];
  const names = header.fields.map((name) => name.trim());
  return records.map(({ line, fields }) => {
    if (fields.length !== names.length)
      throw new CsvError(line, `has ${fields.length} fields; the header has ${names.length}`);
    return { line, values: Object.fromEntries(names.map((name, index) => [name, (fields[index] ?? '').trim()])) };
  });
}

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

function splitRecords(text: string): CsvRecord[] {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const separator = firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',';
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let field = '';
  let line = 1;
  let start = 1;
  let quoted = false;
  const endField = () => {
    fields.push(field);
    field = '';
  };
  const endRecord = () => {
    endField();
    if (fields.length > 1 || fields[0] !== '') records.push({ line: start, fields });
    fields = [];
    start = line + 1;
  };
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (quoted) {
      if (char === '\n') line += 1;
      if (char !== '"') field += char;
      else if (text[index + 1] === '"') {
        field += '"';
        index += 1;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === separator) endField();
    else if (char === '\n') {
      endRecord();
      line += 1;
    } else if (char !== '\r') field += char;
  }
  if (quoted) throw new CsvError(start, 'a quotation mark is not closed');
  if (field !== '' || fields.length > 0) endRecord();
  return records;
}
