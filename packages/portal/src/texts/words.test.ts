import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from './choice.ts';

interface Rule {
  readonly word: RegExp;
  /** What stands for it: docs/words.md. */
  readonly instead: string;
  /** Places in the dictionaries where the word is right, by how they begin. */
  readonly but?: readonly string[];
}

/** Where the word for a consent is a power of attorney: the asker has called it so. */
const POWER = ['consents.poa.', 'consents.list.lead'];
/** A letter that is copied, from the organisation to another. */
const LETTER = ['scopeDesk.request'];
/** What suppliers are given. */
const DELEGATIONS = [
  'auditWhat.happened.scope-delegation',
  'nb.log.reasons.delegation.',
  'nb.log.reasons.consumer.',
  ...['mayGive', 'scopeDelegates'].flatMap((thing) => [`things.${thing}`, `nb.things.${thing}`]),
];
/** A service as a program that runs: the platform, or the PDP. And names that Altinn and Digdir have given. */
const SERVICES = [
  'nb.common.noContact',
  'nb.refusals.',
  'nb.clients.service',
  'nb.playground.lead',
  'owned.newLead',
  'owned.identifierService',
  'owned.types.',
  'nb.resources.kinds.',
  'systems.form.rightsHelp',
  'nb.clientDesk.integrationType',
  'clientDesk.integrationType',
  'tryIt.ask',
];

/** Of two forms that nynorsk has, the one that stands in every text; and what is bokmål alone. */
const FORMS: readonly Rule[] = [
  { word: /\bblei\b/i, instead: 'vart' },
  { word: /\bogså(?!\p{L})/iu, instead: 'òg' },
  { word: /\bbruker\b/i, instead: 'brukar' },
  { word: /(?<!blir )\bbytt\b/i, instead: 'byt' },
  { word: /\bmå finst\b/i, instead: 'må finnast' },
  { word: /(?<!kan |å )\bla (?:den|det|han|ho|vere|stå|feltet|consumer_org)\b/i, instead: 'lat' },
  { word: /(?:er|namnet på verksemda),? viser når\b/i, instead: 'ser du når' },
  // Of a thing: of persons, and before a word that it points at, "den" is right.
  {
    word: /\b[Dd]en (?:vart|er|må|står|blir|finst|kan (?:vere|gjere|ha|liggje|givast)|har høgst)\b/,
    instead: 'han, or ho',
  },
  {
    word: /\b(?:rett|skriv|aktiver|aktivere|kopier|slettar|last|trekkje|trekt|gi|når|delegert|gjennom|med|om) den(?=[.?]| (?:og|på|opp|igjen|tilbake|vidare|frå|ikkje|først)\b|$)/i,
    instead: 'han, or ho',
  },
];

/** The words that docs/words.md turns down: each as it is found in a sentence. */
const RULES: Readonly<Record<Language, readonly Rule[]>> = {
  nb: [
    { word: /tjeneste(?!eie|tilby)/i, instead: 'ressurs', but: SERVICES },
    {
      word: /fullmakt/i,
      instead: 'tilgangspakke',
      but: ['suppliers.', 'diagnosis.', ...POWER, ...DELEGATIONS],
    },
    { word: /avtale/i, instead: 'samtykke' },
    { word: /(?<!\p{L})(?:[Dd]eres?|oss|våre?|vårt|[Vv]i)(?!\p{L})/u, instead: 'du, or virksomheten', but: LETTER },
    { word: /\bi(?:d|dentifikator)(?:en)?\b(?![\w}])/, instead: 'ID' },
    { word: /sandkasse/i, instead: 'testmiljø' },
    { word: /(?<!\p{L})organisasjon(?:en|er|ene)?s?(?!\p{L})/iu, instead: 'virksomhet' },
    { word: /(?<!\p{L})(?:en|egen) (?:\p{L}+-)?token(?!\p{L})|tokenen/iu, instead: 'et token' },
    { word: /\brad(?:en|er|ene)?\b/i, instead: 'regel', but: ['liveLog.'] },
    { word: /\bklienter for|for klienter\b|klientene til (?:en|virk)/i, instead: 'kunder' },
  ],
  nn: [
    { word: /teneste(?!eig|tilby)|\btenesta\b/i, instead: 'ressurs', but: SERVICES },
    {
      word: /fullmakt/i,
      instead: 'tilgangspakke',
      but: ['suppliers.', 'diagnosis.', ...POWER, ...DELEGATIONS],
    },
    { word: /avtal/i, instead: 'samtykke' },
    {
      word: /(?<!\p{L})(?:dykk|dykkar|oss|våre?|vårt|[Dd]e|[Vv]i)(?!\p{L})/u,
      instead: 'du, or verksemda',
      but: LETTER,
    },
    { word: /\bi(?:d|dentifikator)(?:en)?\b(?![\w}])/, instead: 'ID' },
    { word: /sandkass/i, instead: 'testmiljø' },
    { word: /(?<!\p{L})organisasjon(?:en|ar|ane)?s?(?!\p{L})/iu, instead: 'verksemd' },
    { word: /(?<!\p{L})ei(?:n|gen) (?:\p{L}+-)?token(?!\p{L})|tokenen/iu, instead: 'eit token' },
    { word: /\brad(?:a|er|ene)?\b/i, instead: 'regel', but: ['liveLog.'] },
    { word: /\b(?:gje|gjev|gjevast|gjeve|gjeven|oppgjev|namngjev)\b/i, instead: 'gi, gir, givast, gitt' },
    { word: /beskriv/i, instead: 'skildring' },
    { word: /\bklientar for|for klientar\b/i, instead: 'kundar' },
    ...FORMS,
  ],
  en: [
    { word: /(?<!self-)\bservices?\b(?! owner)/i, instead: 'resource', but: SERVICES },
    { word: /\b(?:agreement|power of attorney)/i, instead: 'consent', but: POWER },
    {
      word: /client relation|\bour clients|for its clients|clients of (?:an|the|\$)/i,
      instead: 'customer',
    },
    { word: /\b(?:we|us|ours?|yourselves)\b/i, instead: 'you, or the organisation', but: LETTER },
    { word: /\bid\b(?![\w}])|\bidentifier/, instead: 'ID' },
    { word: /\bsandbox\b/i, instead: 'test environment' },
    { word: /\brows?\b/i, instead: 'rule', but: ['liveLog.'] },
    { word: /\bstate\b/i, instead: 'status' },
    { word: /asterisk/i, instead: 'star' },
    {
      word: /pass(?:ed|es)? (?:\w+ )?on\b/i,
      instead: 'delegate',
      but: ['ownUsers.', 'nb.problems.', 'nb.ownUsers.'],
    },
  ],
};

/** Every sentence of a dictionary with its place; of what is put together with values, the pieces as they are written. */
function* sentences(of: unknown, place: string): Generator<readonly [place: string, text: string]> {
  if (typeof of === 'string') yield [place, of];
  else if (typeof of === 'function') {
    for (const [, quoted, pieced] of String(of).matchAll(/'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g))
      yield [place, (quoted ?? pieced ?? '').replaceAll(/\$\{[^}]*\}/g, '…')];
  } else if (typeof of === 'object' && of !== null)
    for (const [name, part] of Object.entries(of)) yield* sentences(part, `${place}.${name}`);
}

/** Where dictionaries stand, and what those of their `nb.ts`, `nn.ts` and `en.ts` are called here. */
const PLACES = { [import.meta.dirname]: 'nb', [join(import.meta.dirname, '..', 'reference')]: 'reference' };

/** Every dictionary of a language: the portal's, and those of the reference of the API. */
async function dictionaryIn(language: Language): Promise<readonly (readonly [string, string])[]> {
  const found = Object.entries(PLACES).flatMap(([folder, called]) =>
    readdirSync(folder)
      .filter((name) => name === `${language}.ts` || name.endsWith(`.${language}.ts`))
      .map(async (name) => {
        const words = (await import(/* @vite-ignore */ join(folder, name))) as Readonly<Record<string, unknown>>;
        return Object.entries(words).flatMap(([of, part]) => [...sentences(part, of === language ? called : of)]);
      }),
  );
  return (await Promise.all(found)).flat();
}

describe('the words of the portal', () => {
  it.each(LANGUAGES)('are those of the glossary, in %s', async (language) => {
    const all = await dictionaryIn(language);
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter(([place]) => place.startsWith('reference.')).length).toBeGreaterThan(80);
    const wrong = RULES[language].flatMap(({ word, instead, but = [] }) =>
      all
        .filter(([place, text]) => word.test(text) && !but.some((right) => place.startsWith(right)))
        .map(([place, text]) => `${place}: ${text} (${instead})`),
    );
    expect(wrong).toEqual([]);
  });

  it('are looked for where they stand: each rule finds its own word', () => {
    const found = (language: Language, text: string) => RULES[language].some(({ word }) => word.test(text));
    for (const text of ['Velg en tjeneste.', 'En fullmakt til', 'Se avtalen', 'Dere har', 'en id', 'Legg til en rad'])
      expect(found('nb', text), text).toBe(true);
    for (const text of ['Organisasjon', 'organisasjonens klienter', 'med en Altinn-token', 'Egen token', 'bak tokenen'])
      expect(found('nb', text), text).toBe(true);
    for (const text of ['Tjenesteeieren', 'Ressursen', 'Hver ID er', 'Velg en kunde', 'gradert'])
      expect(found('nb', text), text).toBe(false);
    for (const text of ['Organisasjonsnummer', 'Organisasjonsform', 'et Altinn-token', 'Ingen token', 'tokenet'])
      expect(found('nb', text), text).toBe(false);
    for (const text of ['dette gjev', 'Vel ei teneste', 'til dykk', 'ei beskriving', 'organisasjonane', 'ein token'])
      expect(found('nn', text), text).toBe(true);
    for (const text of [
      'Førespurnaden blei avvist',
      'Registrer han her også',
      'Bruker programmet ein annan',
      'Bytt nøkkelen',
      'Det må finst',
      'La det vere.',
      'Kven det er, viser når du har logga inn.',
      'frå den vart lagt inn',
      'Kan du gi den?',
      'Rett den og prøv igjen.',
    ])
      expect(found('nn', text), text).toBe(true);
    for (const text of [
      'kan la ein leverandør bruke han',
      'Den som spør',
      'av den gamle',
      'Lat det vere',
      'blir bytt ut',
    ])
      expect(found('nn', text), text).toBe(false);
    for (const text of ['for the clients of an organisation', 'See the agreement', 'One service', 'its id', 'State'])
      expect(found('en', text), text).toBe(true);
    for (const text of ['The service owner', 'self-service', 'Its ID', 'The client gets a token'])
      expect(found('en', text), text).toBe(false);
  });
});
