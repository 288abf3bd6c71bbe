import { sourceHash } from '../http/index.ts';
import { PAGE_REFUSALS } from './refusals.ts';

interface Page {
  readonly nb: readonly [title: string, cause: string, remedy: string];
  readonly en: readonly [title: string, cause: string, remedy: string];
}

/** What each code means, in both languages (maskinporten.md 4). */
const PAGES: Readonly<Record<string, Page>> = {
  'MP-011': {
    nb: [
      'Ugyldig verdi i assertion',
      'JWT-en kan ikke leses, eller et felt har feil form.',
      'Dekod assertion og se på feltet som er nevnt i error_description. Pass på linjeskift til slutt.',
    ],
    en: [
      'Invalid value in the assertion',
      'The JWT cannot be read, or a claim has the wrong form.',
      'Decode the assertion and look at the value named in error_description. Beware of a final line break.',
    ],
  },
  'MP-012': {
    nb: [
      'Grant er brukt før',
      'En assertion kan brukes én gang, og jti må være ny hver gang.',
      'Lag en ny assertion for hvert kall. Se etter en proxy eller gjentakelse som sender den samme på nytt.',
    ],
    en: [
      'Grant is used before',
      'An assertion can be used once, and jti must be new each time.',
      'Make a new assertion for each request. Look for a proxy or a retry that sends the same one again.',
    ],
  },
  'MP-100': {
    nb: [
      'Klienten finnes ikke',
      'iss er ikke en aktiv klient i dette miljøet.',
      'Sjekk client_id og miljø. En ny klient kan bruke inntil to minutter på å bli kjent.',
    ],
    en: [
      'Client not found',
      'iss is no active client in this environment.',
      'Check client_id and environment. A new client may take up to two minutes to be known.',
    ],
  },
  'MP-110': {
    nb: [
      'Feil aud',
      'aud må være nøyaktig utstederens adresse, med skråstrek til slutt.',
      'Bruk issuer fra metadata, én verdi.',
    ],
    en: [
      'Wrong aud',
      'aud must be exactly the issuer, with the final slash.',
      'Use issuer from the metadata, one value.',
    ],
  },
  'MP-120': {
    nb: [
      'Ugyldig sertifikat',
      'Sertifikatet er utløpt, tilbakekalt eller ikke utstedt for dette miljøet.',
      'Bruk et virksomhetssertifikat for riktig miljø.',
    ],
    en: [
      'Invalid certificate',
      'The certificate is expired, revoked or not issued for this environment.',
      'Use a business certificate for this environment.',
    ],
  },
  'MP-121': {
    nb: ['Nøkkelen er utløpt', 'En registrert nøkkel varer ett år.', 'Last opp nøkkelen på nytt, eller lag en ny.'],
    en: ['Expired key', 'A registered key lives for one year.', 'Upload the key again, or make a new one.'],
  },
  'MP-122': {
    nb: [
      'Feil organisasjonsnummer i sertifikatet',
      'Sertifikatet tilhører en annen virksomhet enn klienten.',
      'Bruk sertifikatet til virksomheten som eier klienten.',
    ],
    en: [
      'Wrong organisation number in the certificate',
      'The certificate belongs to another organisation than the client.',
      'Use the certificate of the organisation that owns the client.',
    ],
  },
  'MP-123': {
    nb: [
      'Ugyldig x5c',
      'x5c er ikke en liste med sertifikater i standard base64.',
      'Send en liste, signerende sertifikat først.',
    ],
    en: [
      'Invalid x5c',
      'x5c is not a list of certificates in standard base64.',
      'Send a list, the signing certificate first.',
    ],
  },
  'MP-124': {
    nb: [
      'Ugyldig signatur',
      'Signaturen stemmer ikke med nøkkelen som er registrert.',
      'Signer med den private delen av nøkkelen som kid peker på.',
    ],
    en: [
      'Invalid signature',
      'The signature does not fit the registered key.',
      'Sign with the private half of the key that kid names.',
    ],
  },
  'MP-130': {
    nb: ['JWT er utløpt', 'exp er passert når kallet kommer fram.', 'Signer rett før sending, og sjekk klokken.'],
    en: [
      'JWT is expired',
      'exp has passed when the request arrives.',
      'Sign right before sending, and check the clock.',
    ],
  },
  'MP-200': {
    nb: [
      'Scope er ikke på klienten',
      'Klienten har ikke scopet, eller det finnes ikke eller er inaktivt.',
      'Legg scopet til på klienten, eller la det være.',
    ],
    en: [
      'Scope is not on the client',
      'The client lacks the scope, or it does not exist or is inactive.',
      'Add the scope to the client, or leave it out.',
    ],
  },
  'MP-201': {
    nb: [
      'Scope er ikke for Maskinporten',
      'Scopet er for andre typer integrasjoner.',
      'Bruk et scope som tillater maskinporten.',
    ],
    en: [
      'Scope is not for Maskinporten',
      'The scope is for other kinds of integrations.',
      'Use a scope that allows maskinporten.',
    ],
  },
  'MP-250': {
    nb: [
      'Mangler tilgang til scope',
      'Eieren av API-et har ikke gitt virksomheten tilgang.',
      'Be eieren av scopet om tilgang.',
    ],
    en: [
      'No access to the scope',
      'The API owner has not granted the organisation access.',
      'Ask the owner of the scope for access.',
    ],
  },
  'MP-251': {
    nb: [
      'Scope er ikke delegert',
      'Kunden har ikke delegert scopet til leverandøren i Altinn.',
      'Be kunden delegere i Altinn.',
    ],
    en: [
      'Scope is not delegated',
      'The customer has not delegated the scope to the supplier in Altinn.',
      'Ask the customer to delegate in Altinn.',
    ],
  },
  'MP-301': {
    nb: [
      'Ukjent type i authorization_details',
      'Typen er ikke blant dem metadata nevner.',
      'Bruk urn:altinn:systemuser eller urn:altinn:consent.',
    ],
    en: [
      'Unknown type in authorization_details',
      'The type is not among those in the metadata.',
      'Use urn:altinn:systemuser or urn:altinn:consent.',
    ],
  },
  'MP-302': {
    nb: [
      'Ukjente felt i authorization_details',
      'Et felt er ukjent, eller externalRef har tegn som ikke er tillatt.',
      'Fjern feltet, eller rett externalRef.',
    ],
    en: [
      'Unknown fields in authorization_details',
      'A field is unknown, or externalRef has characters that are not allowed.',
      'Remove the field, or correct externalRef.',
    ],
  },
  'MP-303': {
    nb: [
      'Verdiene i authorization_details passer ikke',
      'Systembrukeren eller samtykket finnes ikke, er ikke godkjent, eller gjelder en annen klient eller virksomhet.',
      'Sjekk at kunden har godkjent, at klienten står på systemet, og at externalRef er den samme som ved opprettelsen.',
    ],
    en: [
      'The values in authorization_details do not fit',
      'The system user or consent does not exist, is not approved, or is for another client or organisation.',
      'Check that the customer has approved, that the client is on the system, and that externalRef is the one set at creation.',
    ],
  },
};

const section = (lang: 'nb' | 'en', [title, cause, remedy]: Page['nb']): string => {
  const words = lang === 'nb' ? (['Årsak', 'Hva du gjør'] as const) : (['Cause', 'What to do'] as const);
  return `<section lang="${lang}"><h2>${title}</h2><h3>${words[0]}</h3><p>${cause}</p><h3>${words[1]}</h3><p>${remedy}</p></section>`;
};

const STYLE =
  ':root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}';

/** The pages' content security policy: their own style sheet, and nothing else. */
export const ERROR_PAGE_POLICY = `default-src 'none'; style-src ${sourceHash(STYLE)}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The page behind `error_uri`: cause and remedy in Norwegian and English. Unknown codes give a 404 page that lists the known ones. */
export function errorPage(code: string): { status: number; html: string } {
  const page = Object.hasOwn(PAGES, code) ? PAGES[code] : undefined;
  const body = page
    ? `<h1>${code}</h1>${section('nb', page.nb)}${section('en', page.en)}`
    : `<h1>Ukjent feilkode / Unknown error code</h1><ul>${Object.keys(PAGES)
        .map((known) => `<li><a href="${known}">${known}</a></li>`)
        .join('')}</ul>`;
  return {
    status: page ? 200 : PAGE_REFUSALS.kinds['code-unknown'].status,
    html: `<!doctype html><html lang="nb"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${page ? code : 'Maskinporten'}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`,
  };
}
