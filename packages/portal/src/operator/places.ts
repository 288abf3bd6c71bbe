export const OPERATOR = '/operator';
export const AUDIT = '/operator/audit';
export const LOG_INS = '/operator/sessions';
export const NEW_ORGANIZATION = '/operator/organization';

/** Where an organisation is changed. */
export const organizationPlace = (number: string): string => `${NEW_ORGANIZATION}?number=${encodeURIComponent(number)}`;
