/** What the system register's refusals mean, in nynorsk. */
export const vendorCodes: Readonly<Record<string, string>> = {
  'vendor-scope-missing':
    'Verksemda har ikkje fått eit scope leverandørar treng: altinn:authentication/systemregister.write, og systemuser.request.read og .write. Be Digdir om tilgang til dei. Det du har skrive, er teke vare på.',
  'AUTH.VLD-00000': 'Organisasjonsnummeret til leverandøren er ikkje gyldig.',
  'AUTH.VLD-00001': 'System-ID-en må vere organisasjonsnummeret, ein understrek og eit namn.',
  'AUTH.VLD-00002': 'System-ID-en er brukt før, kanskje av eit sletta system. Vel ein annan.',
  'AUTH.VLD-00003': 'Ein av ressursane finst ikkje i ressursregisteret. Fjern han.',
  'AUTH.VLD-00004': 'Ein av klientane høyrer til eit anna system. Fjern han her, eller der.',
  'AUTH.VLD-00005': 'Ei av adressene er ikkje ei adresse med https.',
  'AUTH.VLD-00006': 'Den same ressursen er vald to gonger.',
  'AUTH.VLD-00007': 'Den same tilgangspakken er vald to gonger.',
  'AUTH.VLD-00008': 'Ein av tilgangspakkane finst ikkje, eller kan ikkje delegerast. Fjern han.',
  'AUTH.VLD-00009': 'Ein av rettane er ikkje ein ressurs.',
  'AUTH.VLD-00011': 'Den same klienten er vald to gonger.',
  'AUTH.VLD-00012': 'System-ID-en kan ikkje endrast.',
  'AUTH.VLD-00013': 'System-ID-en kan ikkje ha mellomrom.',
  'AUTH.VLD-00014': 'Systembrukaren er ikkje oppgitt, eller finst ikkje.',
  'AUTH.VLD-00015': 'Systembrukaren er ikkje ein for kundar.',
  'AUTH.VLD-00016': 'Kunden er ikkje oppgitt, eller finst ikkje.',
  'AUTH.VLD-00017': 'Ein av ressursane er av eit slag som ikkje kan givast til eit system. Fjern han.',
  'AUTH.VLD-00018':
    'Eit synleg system kan ikkje ha tilgangspakkar som berre er for kundeforhold. Fjern dei, eller skjul systemet.',
};
