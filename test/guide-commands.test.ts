import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './packed.ts';
import { openTerminal, type Terminal } from './terminal.ts';

type Language = 'nb' | 'en';
const contents = new URL('../packages/guide/src/contents.ts', import.meta.url);
const { PAGES } = (await import(contents.href)) as { PAGES: readonly Readonly<Record<Language, string>>[] };

/** Every line of the guide's shell blocks, in the order of the pages; a line that goes on is one. */
const linesOf = (language: Language): readonly string[] =>
  PAGES.flatMap((names) => {
    const text = readFileSync(join(root, 'packages', 'guide', 'pages', language, `${names[language]}.md`), 'utf8');
    return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
      block
        .replaceAll(/\\\n\s*/g, '')
        .trim()
        .split('\n'),
    );
  });

/** What cannot be run here, and why. */
const NOT_HERE: readonly (readonly [line: RegExp, why: string])[] = [
  [/^npm start$/, 'the README’s test tries what it leads to'],
  [/^az |vault\.azure\.net/, 'is about Azure; the samples of the page read a vault of the tests'],
  [/-e test --json$/, 'asks the real test environment'],
  [/^npx portvakt apps add .*--watch$/, 'runs until it is stopped: the test of the command tries it'],
  [/^npx portvakt up /, 'runs until it is stopped: it is asked for help with the same options'],
];

/** What each of the others ends with, and prints. */
const PRINTS: readonly (readonly [line: RegExp, code: number, out: RegExp])[] = [
  [/^export |^rm /, 0, /^$/],
  [/^npx portvakt doctor$/, 1, /^FAIL +Configuration/],
  [/^npx altinn-jwks create/, 0, /^Generating key testklient-TEST\./],
  [/^npx altinn-jwks export maskinporten/, 0, /^\[\{"alg":"RS256"/],
  [/^npx altinn-jwks export (key|pem)/, 0, /^$/],
  [/^npx portvakt integrations create/, 0, /^Made [\w-]{36}\.\n$/],
  [/^npx altinn-jwks rotate .*--promote/, 0, /^Current key testklient-TEST\./],
  [/^npx altinn-jwks rotate/, 0, /^Generating key testklient-TEST\./],
  [/^npx altinn-jwks list --expiring/, 0, /^$/],
  [/^npx portvakt situation list/, 0, /request-declined/],
  [/^npx portvakt situation report/, 1, /request-declined +not met/],
  [/^npx portvakt apps sample$/, 0, /^Sample +What it shows\nsimple-form /],
  [/^npx portvakt apps sample simple-form/, 0, /^my-app has the sample simple-form/],
  [/^npx portvakt apps add/, 0, /^ttd\/enkelt-skjema is there: .* TT02 would take it as it is\.\n$/],
  [/^curl .*\/ttd\/enkelt-skjema\/instances/, 0, /"appId":"ttd\/enkelt-skjema".*"elementId":"Task_1"/],
  [/^npx portvakt apps list$/, 0, /^ttd\/enkelt-skjema +Enkelt skjema +its folder/m],
  [/^npx portvakt apps remove/, 0, /^ttd\/enkelt-skjema is gone/],
  [/^curl .*\/sandbox\/clock/, 0, /"offsetMs":120000/],
];

let terminal: Terminal;
beforeAll(async () => {
  terminal = await openTerminal();
  // npx finds the commands where the reader has them, and what they write does not lie in the checkout.
  symlinkSync(join(root, 'node_modules'), join(terminal.folder, 'node_modules'), 'junction');
});
afterAll(() => terminal.close());

it('has in the guide only commands that work as they are printed', async () => {
  const { base, folder, shell } = terminal;
  const kept: string[] = [];
  for (const line of linesOf('en')) {
    const help = /^(npx portvakt up) (.*)$/.exec(line);
    if (help) {
      const { out } = await shell(`${help[1]} --help`, folder);
      for (const option of help[2]?.match(/--[\w-]+/g) ?? []) expect(out, line).toContain(option);
    }
    if (NOT_HERE.some(([pattern]) => pattern.test(line))) continue;
    const [, code, prints] = PRINTS.find(([pattern]) => pattern.test(line)) ?? [];
    if (prints === undefined) throw new Error(`No test tries this line of the guide: ${line}`);
    const typed = line.replaceAll('http://localhost:7070', base).replaceAll(/<[^>]+>/g, 'something');
    // The page's variables are for its samples; where the platform is, this terminal says.
    const said = await shell([...kept.filter((one) => /PORTVAKT_URL/.test(one)), typed].join('\n'), folder);
    expect([line, said.code, said.out]).toEqual([line, code, expect.stringMatching(prints)]);
    if (line.startsWith('export ')) kept.push(typed);
  }
  expect(kept.length).toBeGreaterThan(4);
});

it('has the same commands in both languages', () => {
  const plain = (language: Language) => linesOf(language).map((line) => line.replaceAll(/<[^>]+>|"[^"<]+"/g, '…'));
  expect(plain('nb')).toEqual(plain('en'));
});
