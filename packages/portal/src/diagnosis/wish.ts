/** What is to be looked at beside the client itself. */
import { digitsOf, isOrganizationNumber } from '../organizations/organization-number.ts';

export const FOR = ['itself', 'system-user', 'delegation'] as const;

export interface Wish {
  /** For itself, with a customer's system user, or with what a customer has delegated. */
  readonly acts: (typeof FOR)[number];
  /** Number of the customer. */
  readonly customer: string;
  /** Of the system user. */
  readonly reference: string;
  readonly redirect: string;
  readonly resource: string;
  readonly action: string;
}

export const NO_WISH: Wish = {
  acts: 'itself',
  customer: '',
  reference: '',
  redirect: '',
  resource: '',
  action: 'read',
};

export type WishFault = 'customer' | 'resource' | 'action';

const RESOURCE = /^[a-z0-9_-]{1,200}$/;
const ACTION = /^\S{1,200}$/;

/** Without the spaces that people write in and around numbers and ids, and without what does not belong to its kind. */
export const tidied = ({ acts, customer, reference, redirect, resource, action }: Wish): Wish => ({
  acts,
  customer: acts === 'itself' ? '' : digitsOf(customer),
  reference: acts === 'system-user' ? reference.trim() : '',
  redirect: acts === 'system-user' ? redirect.trim() : '',
  resource: resource.trim(),
  action: action.trim(),
});

/** The fields that cannot be looked at as they stand. */
export const faultsOf = ({ acts, customer, resource, action }: Wish): readonly WishFault[] => [
  ...(acts !== 'itself' && !isOrganizationNumber(customer) ? ['customer' as const] : []),
  ...(resource !== '' && !RESOURCE.test(resource) ? ['resource' as const] : []),
  ...(resource !== '' && !ACTION.test(action) ? ['action' as const] : []),
];
