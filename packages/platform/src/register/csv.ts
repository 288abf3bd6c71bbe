import { CsvError, parse } from 'csv-parse/sync';
import { refuse } from './refusals.ts';

/** A line of a CSV file: the values by column name, and where it stands. */
export interface CsvRow {
  /** From 1, the header included. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/** CSV that cannot be read, with the line. */
const malformed = (line: number, why: string) => refuse('csv-malformed', why, { parameters: { line } });

/**
 * Reads CSV (RFC 4180) with a header line; the separator is a comma or a semicolon, whichever the header has.
 * @throws Refusal `csv-malformed`, with the parameter `line`, at an open quotation mark or a line with another number of fields than the header
 */
export function readCsv(text: string): readonly CsvRow[] {
  const [firstLine = ''] = text.split(/[\r\n]/, 1);
  /** The last line of what has been read: an open quotation mark stands below it, wherever the text ends. */
  let read = 0;
  try {
    return parse(text, {
      bom: true,
      delimiter: firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',',
      record_delimiter: ['\r\n', '\n'],
      skip_empty_lines: true,
      // A name with quotation marks in it, which the RFC would have in quotation marks and doubled.
      relax_quotes: true,
      columns(names: readonly string[]) {
        read = 1;
        return names.map((name) => name.trim());
      },
      cast: (value) => value.trim(),
      on_record(values: CsvRow['values'], { lines }): CsvRow {
        read = lines;
        return { line: lines - breaksIn(Object.values(values)), values };
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') throw malformed(read + 1, 'a quotation mark is not closed');
    const { lines = 1, record, columns } = error as CsvError & Partial<Uneven>;
    throw malformed(lines, `has ${record?.length} fields; the header has ${columns?.length}`);
  }
}

/** The parser tells where a record ends, people look where it begins. */
const breaksIn = (fields: readonly string[]): number => fields.join('').split('\n').length - 1;

/** What the parser tells of a line with too few or too many fields. */
interface Uneven {
  readonly lines: number;
  readonly record: readonly string[];
  readonly columns: readonly unknown[];
}
