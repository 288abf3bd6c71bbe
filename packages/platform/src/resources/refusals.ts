import type { XacmlErrorCode } from '@portvakt/xacml';
import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('resource registry', {
  'resource-unknown': {
    status: 404,
    what: 'The resource registry has no such resource',
    remedy: 'Check the id of the resource.',
  },
  'policy-unknown': {
    status: 404,
    what: 'The resource has no policy',
    remedy: 'Upload one first.',
  },
  'resource-exists': {
    status: 409,
    what: 'A resource of that identifier exists',
    remedy: 'Change it with PUT.',
  },
  'deletion-closed': {
    status: 403,
    what: 'Resources are not deleted here',
    remedy: 'Leave it; what decides by it may still be asked.',
  },
  'resource-of-other': {
    status: 403,
    what: 'The resource belongs to another organisation',
    remedy: 'Use a token of the organisation that the text names.',
  },
  'owner-of-other': {
    status: 403,
    what: 'The token is not of the service owner in the path',
    remedy: 'Use a token of that organisation.',
  },
  'policy-type': {
    status: 415,
    what: 'The body is no form with a policy',
    remedy: 'Send multipart/form-data with the policy as the part policyFile.',
  },
  'policy-too-large': {
    status: 413,
    what: 'The policy is too large',
    remedy: 'Split it: docs/limits.md has the size.',
  },
  'policy-unusable': {
    status: 400,
    what: 'The policy cannot be used',
    remedy: 'Mend what the text names, at line and column.',
  },
  'member-invalid': {
    status: 400,
    what: 'A member of the request is not as it must be',
    remedy: 'Mend the members under `errors`.',
  },
  'list-unknown': {
    status: 404,
    what: 'There is no such access list',
    remedy: 'List those of the owner.',
  },
  'list-version': {
    status: 412,
    what: 'The list has another version than the request asks for',
    remedy: 'Read the list again and repeat the change.',
  },
  'list-test-failed': {
    status: 409,
    what: 'The list is not what the patch tests for',
    remedy: 'Read the list again and make the patch anew.',
  },
  'connection-unknown': {
    status: 404,
    what: 'The list is not connected to the resource',
    remedy: 'Read the connections of the list.',
  },
});

export const { refuse } = REFUSALS;
const { isRefusal } = REFUSALS;

/** Why a policy is not usable, in one word: the engine's own code, or one of the registry's. */
export type PolicyFault = XacmlErrorCode | 'policy-set' | 'resource-not-named' | 'too-many-combinations';

/** A policy that cannot be used, and why. The place counts from 1 and points into the XML. */
export const policyUnusable = (
  reason: PolicyFault,
  why: string,
  { line, column }: { readonly line: number | undefined; readonly column: number | undefined },
) =>
  refuse('policy-unusable', why, {
    parameters: { reason, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
  });
export const isPolicyUnusable = (error: unknown): error is ReturnType<typeof policyUnusable> =>
  isRefusal(error, 'policy-unusable');
