/** What the system register's refusals mean, in bokmål; the shape of the other two. */
export const vendorCodes: Readonly<Record<string, string>> = {
  'vendor-scope-missing':
    'Virksomheten har ikke fått et scope leverandører trenger: altinn:authentication/systemregister.write, og systemuser.request.read og .write. Be Digdir om tilgang til dem. Det du har skrevet, er tatt vare på.',
  'AUTH.VLD-00000': 'Organisasjonsnummeret til leverandøren er ikke gyldig.',
  'AUTH.VLD-00001': 'System-ID-en må være organisasjonsnummeret, en understrek og et navn.',
  'AUTH.VLD-00002': 'System-ID-en er brukt før, kanskje av et slettet system. Velg en annen.',
  'AUTH.VLD-00003': 'En av ressursene finnes ikke i ressursregisteret. Fjern den.',
  'AUTH.VLD-00004': 'En av klientene hører til et annet system. Fjern den her, eller der.',
  'AUTH.VLD-00005': 'En av adressene er ikke en adresse med https.',
  'AUTH.VLD-00006': 'Den samme ressursen er valgt to ganger.',
  'AUTH.VLD-00007': 'Den samme tilgangspakken er valgt to ganger.',
  'AUTH.VLD-00008': 'En av tilgangspakkene finnes ikke, eller kan ikke delegeres. Fjern den.',
  'AUTH.VLD-00009': 'En av rettighetene er ikke en ressurs.',
  'AUTH.VLD-00011': 'Den samme klienten er valgt to ganger.',
  'AUTH.VLD-00012': 'System-ID-en kan ikke endres.',
  'AUTH.VLD-00013': 'System-ID-en kan ikke ha mellomrom.',
  'AUTH.VLD-00014': 'Systembrukeren er ikke oppgitt, eller finnes ikke.',
  'AUTH.VLD-00015': 'Systembrukeren er ikke en for kunder.',
  'AUTH.VLD-00016': 'Kunden er ikke oppgitt, eller finnes ikke.',
  'AUTH.VLD-00017': 'En av ressursene er av et slag som ikke kan gis til et system. Fjern den.',
  'AUTH.VLD-00018':
    'Et synlig system kan ikke ha tilgangspakker som bare er for kundeforhold. Fjern dem, eller skjul systemet.',
};
