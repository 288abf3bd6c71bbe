import type { operatorCodes as nb } from './operator-codes.nb.ts';

export const operatorCodes: typeof nb = {
  'operator-needed': 'Berre den som driftar plattforma, kan gjere dette.',
  'code-refused': 'Koden er feil, brukt eller gått ut. Lag ein ny med npx portvakt operator code.',
  'last-operator': 'Du er den einaste driftsansvarlege. Lat ein annan bli det først.',
  'operator-unknown': 'Personen er ikkje driftsansvarleg lenger.',
  'organization-invalid': 'Noko ved verksemda er ikkje slik det må vere. Sjå over felta.',
  'organization-unknown': 'Verksemda er ikkje lagd inn.',
  'prefix-taken': 'Eitt av prefiksa høyrer til ei anna verksemd. Vel eit anna.',
  'prefix-in-use': 'Eit prefiks som har scope, kan ikkje takast bort.',
  'owner-code-taken':
    'Koden høyrer til ein annan tenesteeigar, eller er ein del av adressene til plattforma. Vel ein annan.',
  'owner-code-fixed': 'Verksemda har appar under koden, så han kan ikkje endrast.',
};
