/** In bokmål; the shape of the other two. */
export const lostOrganization = (number: string) =>
  `Du kan ikke handle for virksomheten ${number}, eller kan det ikke lenger. Be en som har tilgang der, om å gi deg den, eller velg en annen virksomhet her. Det du hadde skrevet i skjemaer, er tatt vare på i denne fanen.`;
