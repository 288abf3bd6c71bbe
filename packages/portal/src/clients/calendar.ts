/** A calendar file (RFC 5545) that reminds one of renewing a key. */
export interface Renewal {
  readonly kid: string;
  readonly clientId: string;
  /** When the key expires, ms. */
  readonly expires: number;
  /** By the platform's clock, ms. */
  readonly now: number;
  readonly title: string;
  readonly text: string;
  /** Where the key is renewed. */
  readonly url: string;
}

/** How many days before the key expires the calendar says so. */
const ALARM_DAYS = [30, 7] as const;
const DAY_MS = 24 * 3600 * 1000;
/** Octets in a line, its end apart (RFC 5545 section 3.1). */
const MAX_OCTETS = 75;

/** @returns the file: lines with CRLF, folded, times in UTC; the same key gives the same event, which a later file moves */
export function renewalCalendar({ kid, clientId, expires, now, title, text, url }: Renewal): string {
  const alarm = (days: number) => [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `TRIGGER:-P${days}D`,
    `DESCRIPTION:${escaped(title)}`,
    'END:VALARM',
  ];
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Portvakt//Portal//NO',
    'BEGIN:VEVENT',
    `UID:${escaped(`${clientId}.${kid}@portvakt`)}`,
    `SEQUENCE:${Math.floor(expires / DAY_MS)}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(expires)}`,
    'DURATION:PT30M',
    'TRANSP:TRANSPARENT',
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(text)}`,
    `URL:${url.replaceAll(/\s/g, '')}`,
    ...ALARM_DAYS.flatMap(alarm),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

const utc = (time: number): string => new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** A text value (section 3.3.11); what is no text, such as a bell, is left out. */
const escaped = (text: string): string =>
  text
    .replaceAll(/\r\n?|\n|\u2028|\u2029/g, '\n')
    .replaceAll(/[^\P{Cc}\n]/gu, '')
    .replaceAll(/[\\;,]/g, (one) => `\\${one}`)
    .replaceAll('\n', '\\n');

/** Long lines are broken between characters, never within one. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const parts: string[] = [''];
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > MAX_OCTETS) {
      // The blank that begins a continued line counts.
      parts.push(' ');
      octets = 1;
    }
    parts[parts.length - 1] += character;
    octets += size;
  }
  return parts.join('\r\n');
}
