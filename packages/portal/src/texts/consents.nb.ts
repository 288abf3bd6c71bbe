/** What is said of consents, in bokmål: the words of Altinn's own page where it has them; the shape of the other two. */
export const consents = {
  /** A resource with the template `poa` is a power of attorney, and said so. */
  consent: {
    before: {
      title: 'Noen ber om samtykke',
      lead: (asker: string) => `${asker} ber om samtykke til å hente opplysninger.`,
      next: 'Logg inn for å se hvem det gjelder og hvor lenge, og for å svare. Venter du ikke denne forespørselen, kan du lukke siden.',
    },
    title: (who: string) => (who === '' ? 'Samtykke til bruk av dine data' : `Samtykke til bruk av data om ${who}`),
    lead: (asker: string, who: string) =>
      `${asker} ber om samtykke til å hente opplysninger om ${who === '' ? 'deg' : who}.`,
    asked: (asker: string, who: string) =>
      `${asker} har bedt om samtykke til å hente opplysninger om ${who === '' ? 'deg' : who}.`,
    covers: 'Samtykket gjelder',
    mayAnswer:
      'Den som er spurt. Gjelder samtykket en person, svarer personen selv. Gjelder det en virksomhet, svarer en som kan gi samtykke for den, for eksempel daglig leder. Hvem det er, vises når du har logget inn.',
    yes: 'Ja, jeg gir samtykke',
    no: 'Nei, jeg gir ikke samtykke',
    until: (moment: string, age: string) =>
      `Samtykket er tidsavgrenset, og går ut ${moment} (${age}). Du kan når som helst trekke det under Samtykker.`,
    accepted: 'Samtykket er registrert.',
    acceptedText: (asker: string) => `${asker} kan nå hente opplysningene til samtykket går ut eller du trekker det.`,
    rejected: 'Du har ikke gitt samtykke.',
    rejectedText: (asker: string) => `${asker} får ikke hente noe.`,
    standing: {
      accepted: 'Samtykket er aktivt.',
      rejected: 'Dette samtykket er allerede avvist.',
      revoked: 'Samtykket er trukket.',
      expired: 'Samtykket er utløpt.',
      late: 'Forespørselen er utløpt. Be virksomheten spørre på nytt.',
    },
    revoke: 'Trekk samtykket',
    revokeTitle: 'Er du sikker på at du vil trekke dette samtykket?',
    revokeText: (asker: string) =>
      `${asker} kan da ikke lenger hente opplysningene. Det som er hentet, har de allerede.`,
    revoked: 'Samtykket er trukket.',
  },
  poa: {
    before: {
      title: 'Noen ber om fullmakt',
      lead: (asker: string) => `${asker} ber om fullmakt til å hente opplysninger.`,
      next: 'Logg inn for å se hvem det gjelder og hvor lenge, og for å svare. Venter du ikke denne forespørselen, kan du lukke siden.',
    },
    title: (who: string) => (who === '' ? 'Fullmakt til bruk av dine data' : `Fullmakt til bruk av data om ${who}`),
    lead: (asker: string, who: string) =>
      `${asker} ber om fullmakt til å hente opplysninger om ${who === '' ? 'deg' : who}.`,
    asked: (asker: string, who: string) =>
      `${asker} har bedt om fullmakt til å hente opplysninger om ${who === '' ? 'deg' : who}.`,
    covers: 'Fullmakten gjelder',
    mayAnswer:
      'Den som er spurt. Gjelder fullmakten en person, svarer personen selv. Gjelder den en virksomhet, svarer en som kan gi fullmakt for den, for eksempel daglig leder. Hvem det er, vises når du har logget inn.',
    yes: 'Ja, jeg gir fullmakt',
    no: 'Nei, jeg gir ikke fullmakt',
    until: (moment: string, age: string) =>
      `Fullmakten er tidsavgrenset, og går ut ${moment} (${age}). Du kan når som helst trekke den under Samtykker.`,
    accepted: 'Fullmakten er registrert.',
    acceptedText: (asker: string) => `${asker} kan nå hente opplysningene til fullmakten går ut eller du trekker den.`,
    rejected: 'Du har ikke gitt fullmakt.',
    rejectedText: (asker: string) => `${asker} får ikke hente noe.`,
    standing: {
      accepted: 'Fullmakten er aktiv.',
      rejected: 'Denne fullmakten er allerede avvist.',
      revoked: 'Fullmakten er trukket.',
      expired: 'Fullmakten er utløpt.',
      late: 'Forespørselen er utløpt. Be virksomheten spørre på nytt.',
    },
    revoke: 'Trekk fullmakten',
    revokeTitle: 'Er du sikker på at du vil trekke denne fullmakten?',
    revokeText: (asker: string) =>
      `${asker} kan da ikke lenger hente opplysningene. Det som er hentet, har de allerede.`,
    revoked: 'Fullmakten er trukket.',
  },
  request: 'Samtykke',
  unknown:
    'Her kan du svare på en forespørsel om samtykke. Forespørselen i adressen finnes ikke. Logg inn for å se forespørslene som venter på deg.',
  forYourself: (organization: string) => `Du svarer for deg selv, ikke for ${organization}.`,
  missingIdTitle: 'Lenken er ikke hel',
  missingId: 'Adressen mangler ID-en til forespørselen. Bruk lenken fra den som ber om samtykke.',
  message: (asker: string) => `Melding fra ${asker}`,
  asker: 'Hvem som spør',
  about: 'Hvem det gjelder',
  provider: 'Hvem som har opplysningene',
  leaving: 'Du blir nå logget ut og sendt tilbake til virksomheten som spurte.',
  goOn: 'Gå videre',
  overview: 'Tilbake til oversikten',
  again: 'Noen svarte i mellomtiden. Her er det som gjelder nå.',
  list: {
    title: 'Samtykker',
    lead: 'Hvem som har bedt om å hente opplysninger, og hva svaret ble. Den som spør, kan kalle samtykket en fullmakt: det er det samme.',
    whose: 'Vis samtykker for',
    mine: 'Meg selv',
    pending: 'Samtykker som venter på svar',
    active: 'Aktive samtykker',
    past: 'Tidligere samtykker',
    empty: 'Ingen har bedt om samtykke',
    emptyHelp:
      'Når en virksomhet gjør det, får du en lenke fra den, og forespørselen står her til du svarer. Selv ber virksomheten om samtykke med API-et.',
    covers: 'Gjelder',
    until: 'Går ut',
    state: 'Status',
    states: { created: 'Venter på svar', accepted: 'Aktiv', rejected: 'Avvist', revoked: 'Trukket', expired: 'Utløpt' },
    answer: 'Svar',
    see: 'Se',
    answerLabel: (asker: string) => `Svar på forespørselen fra ${asker}`,
    seeLabel: (asker: string) => `Se samtykket til ${asker}`,
    bounded: 'Bare de 200 nyeste vises.',
  },
};
