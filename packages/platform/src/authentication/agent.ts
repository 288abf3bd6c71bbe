/** What a browser says of itself, cut down to what helps a person to know their own: names of this list, and nothing that singles one out. */

/** In the order in which they are looked for: most call themselves Chrome and Safari as well. */
const BROWSERS: readonly (readonly [name: string, mark: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|OPT|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Vivaldi', /\bVivaldi\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bVersion\/[\d.]+ .*\bSafari\//],
];
const SYSTEMS: readonly (readonly [name: string, mark: RegExp])[] = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['Windows', /\bWindows NT\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
];
const MAX_LOOKED_AT = 500;

export interface Agent {
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

/** @param text the header `User-Agent`, which may hold anything */
export function agentIn(text: string | undefined): Agent {
  const looked = text?.slice(0, MAX_LOOKED_AT) ?? '';
  const first = (list: typeof BROWSERS) => list.find(([, mark]) => mark.test(looked))?.[0];
  return { browser: first(BROWSERS), system: first(SYSTEMS) };
}
