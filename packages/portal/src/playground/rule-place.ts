/** A policy's text in three parts, with the lines (from 1, both included) of the part in the middle. */
export interface MarkedPolicy {
  readonly before: string;
  readonly rule: string;
  readonly after: string;
  readonly from: number;
  readonly to: number;
}

const TAG = /<(?:[\w.-]+:)?Rule(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>/g;

/**
 * Finds a rule in a policy's XML by the line on which it begins and its id; whole lines are marked, for that is how they are read.
 * @param line where the explanation says that the rule begins; when the text has changed since, the id alone finds it
 * @returns undefined when the text has no such rule
 */
export function markRule(xml: string, id: string, line: number | undefined): MarkedPolicy | undefined {
  // Comments and CDATA may hold what looks like a rule: blanked, so that every index stays.
  const bare = xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, (text) => text.replace(/[^\n]/g, ' '));
  const tags = [...bare.matchAll(TAG)].filter(([tag]) => idOf(tag) === id);
  const tag = tags.find(({ index }) => lineAt(bare, index) === line) ?? tags[0];
  if (!tag) return undefined;
  const opened = tag.index + tag[0].length;
  const close = /<\/(?:[\w.-]+:)?Rule\s*>/g;
  close.lastIndex = opened;
  const closing = tag[0].endsWith('/>') ? undefined : close.exec(bare);
  const end = closing ? closing.index + closing[0].length : opened;
  const start = xml.lastIndexOf('\n', tag.index) + 1;
  const newline = xml.indexOf('\n', end);
  const stop = newline === -1 ? xml.length : newline;
  return {
    before: xml.slice(0, start),
    rule: xml.slice(start, stop),
    after: xml.slice(newline === -1 ? stop : stop + 1),
    from: lineAt(xml, tag.index),
    to: lineAt(xml, end),
  };
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function idOf(tag: string): string | undefined {
  const found = /\sRuleId\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag);
  return (found?.[1] ?? found?.[2])?.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => NAMED[name] ?? '');
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
