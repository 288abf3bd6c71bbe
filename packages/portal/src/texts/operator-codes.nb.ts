/** What the platform refuses to whoever operates it, by its code. */
export const operatorCodes = {
  'operator-needed': 'Bare den som drifter plattformen, kan gjøre dette.',
  'code-refused': 'Koden er feil, brukt eller utløpt. Lag en ny med npx portvakt operator code.',
  'last-operator': 'Du er den eneste driftsansvarlige. La en annen bli det først.',
  'operator-unknown': 'Personen er ikke driftsansvarlig lenger.',
  'organization-invalid': 'Noe ved virksomheten er ikke slik det må være. Se over feltene.',
  'organization-unknown': 'Virksomheten er ikke lagt inn.',
  'prefix-taken': 'Et av prefiksene er en annen virksomhets. Velg et annet.',
  'prefix-in-use': 'Et prefiks som har scopes, kan ikke tas bort.',
  'owner-code-taken': 'Koden er en annen tjenesteeiers, eller er en del av plattformens egne adresser. Velg en annen.',
  'owner-code-fixed': 'Virksomheten har apper under koden, så den kan ikke endres.',
};
