/** The words of the test ID-porten, bokmål and English. */
export type PageLanguage = 'nb' | 'en';

export const TEXTS = {
  nb: {
    title: 'Test-ID-porten',
    warning: 'Testmiljø: alle personer er oppdiktede. Ingen passord trengs.',
    heading: 'Velg hvem du vil logge inn som',
    service: 'Du logger inn på',
    search: 'Søk etter navn eller fødselsnummer',
    searchButton: 'Søk',
    method: 'Innloggingsmåte',
    substantial: 'nivå betydelig',
    high: 'nivå høyt',
    loginAs: 'Logg inn som',
    actsFor: 'Kan handle for',
    nobody: 'Ingen person passer med søket.',
    many: 'Bare de 50 første vises. Søk for å finne flere.',
    cancel: 'Avbryt',
    otherLanguage: 'English',
    errorHeading: 'Innloggingen kunne ikke fullføres',
    errorHelp: 'Gå tilbake til tjenesten og begynn på nytt.',
    expired: 'Innloggingen er utløpt, fullført eller begynt i en annen nettleser.',
    logoutHeading: 'Vil du logge ut?',
    logout: 'Logg ut',
    stay: 'Forbli innlogget',
    loggingOut: 'Du logges ut …',
    loggedOut: 'Du er logget ut.',
    choosePerson: 'Velg en av personene i listen.',
  },
  en: {
    title: 'Test ID-porten',
    warning: 'Test environment: every person is invented. No password is needed.',
    heading: 'Choose who to log in as',
    service: 'You are logging in to',
    search: 'Search by name or national identity number',
    searchButton: 'Search',
    method: 'Way to log in',
    substantial: 'level substantial',
    high: 'level high',
    loginAs: 'Log in as',
    actsFor: 'May act for',
    nobody: 'No person matches the search.',
    many: 'Only the first 50 are shown. Search to find more.',
    cancel: 'Cancel',
    otherLanguage: 'Norsk (bokmål)',
    errorHeading: 'The login could not be completed',
    errorHelp: 'Go back to the service and begin again.',
    expired: 'The login has expired, is finished, or was begun in another browser.',
    logoutHeading: 'Do you want to log out?',
    logout: 'Log out',
    stay: 'Stay logged in',
    loggingOut: 'Logging you out …',
    loggedOut: 'You are logged out.',
    choosePerson: 'Choose one of the persons in the list.',
  },
} as const;

/** English when the first language that we have, in `ui_locales` or `Accept-Language`, is English; else bokmål. */
export function languageOf(...wishes: readonly (string | undefined)[]): PageLanguage {
  for (const wish of wishes)
    for (const tag of (wish ?? '')
      .slice(0, 500)
      .toLowerCase()
      .split(/[\s,]+/)) {
      if (/^en\b/.test(tag)) return 'en';
      if (/^(nb|nn|no)\b/.test(tag)) return 'nb';
    }
  return 'nb';
}
