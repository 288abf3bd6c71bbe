import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('storage and apps', {
  forbidden: {
    status: 403,
    what: 'The caller may not do this with the instance',
    remedy: 'The text says what would have been needed.',
  },
  'scope-of-app-missing': {
    status: 403,
    what: 'The app demands another scope',
    remedy: 'Get a token with the scope that the text names.',
  },
  'instance-unknown': {
    status: 404,
    form: 'text',
    what: 'There is no such instance',
    remedy: 'Check the id; where the party is part of it, that too.',
  },
  'application-unknown': {
    status: 404,
    form: 'text',
    what: 'There is no such app',
    remedy: 'Check org and app.',
  },
  'element-unknown': {
    status: 404,
    form: 'text',
    what: 'The instance has no such data element',
    remedy: 'List the data of the instance.',
  },
  'event-unknown': {
    status: 404,
    form: 'text',
    what: 'The instance has no such event',
    remedy: 'List its events.',
  },
  'party-unknown': {
    status: 404,
    form: 'text',
    what: 'There is no such party',
    remedy: 'Check the number.',
  },
  'instance-superseded': {
    status: 409,
    what: 'The instance is being changed by many at once',
    remedy: 'Try again.',
  },
  'instance-inactive': {
    status: 409,
    what: 'The instance is archived or deleted',
    remedy: 'Change one that is active.',
  },
  'element-locked': {
    status: 409,
    what: 'The data element is locked',
    remedy: 'Unlock it first.',
  },
  'elements-many': {
    status: 409,
    what: 'The instance has as many elements of the type as it may have',
    remedy: 'Change or delete one.',
  },
  'process-not-movable': {
    status: 409,
    what: 'The process has ended, or has no task to move on from',
    remedy: 'Read the process.',
  },
  'process-moved': {
    status: 409,
    what: 'The process has moved on meanwhile',
    remedy: 'Read the process and try again.',
  },
  'process-incomplete': {
    status: 409,
    what: 'The task lacks data elements that it needs',
    remedy: 'Upload those that validationIssues names.',
  },
  'process-endless': {
    status: 409,
    what: 'The process does not end',
    remedy: 'Look at the process of the app.',
  },
  'element-too-large': {
    status: 413,
    what: 'The data element is too large',
    remedy: 'Upload less; the text has the limit.',
  },
  'creation-too-large': {
    status: 413,
    what: 'The parts of a creation are too large together',
    remedy: 'Upload large elements on their own.',
  },
  'file-empty-unprocessable': {
    status: 422,
    form: 'text',
    what: 'The attached file is empty',
    remedy: 'Send a file with content.',
  },
  'file-empty': {
    status: 400,
    form: 'text',
    what: 'The attached file is empty',
    remedy: 'Send a file with content.',
  },
  'file-missing': {
    status: 400,
    form: 'text',
    what: 'There is no data type or no file',
    remedy: 'Send both.',
  },
  'file-invalid': {
    status: 400,
    what: 'The file is not one of those that the data type takes',
    remedy: 'Send one of the content types and names that it takes.',
  },
  'data-type-unknown': {
    status: 400,
    what: 'The app has no such data type',
    remedy: 'See its applicationmetadata.',
  },
  'data-type-undeclared': {
    status: 400,
    form: 'text',
    what: 'The app has no such data type',
    remedy: 'See its applicationmetadata.',
  },
  'data-type-closed': {
    status: 400,
    what: 'Users may not do this with elements of the type',
    remedy: 'Leave it to the app.',
  },
  'delayed-deletion-closed': {
    status: 400,
    form: 'text',
    what: 'The data type does not support delayed deletion',
    remedy: 'Delete at once.',
  },
  'main-form-kept': {
    status: 400,
    what: 'The main form of an instance cannot be deleted',
    remedy: 'Delete the instance.',
  },
  'refs-malformed': {
    status: 400,
    form: 'text',
    what: 'refs are not ids of data elements',
    remedy: 'Send GUIDs.',
  },
  'parts-unreadable': {
    status: 400,
    what: 'The parts of a creation cannot be read',
    remedy: 'Send multipart/form-data whose parts are named by data types.',
  },
  'parts-many': {
    status: 400,
    form: 'text',
    what: 'There are more parts of a type than the app takes',
    remedy: 'Leave some out.',
  },
  'part-empty': {
    status: 400,
    form: 'text',
    what: 'A part is empty',
    remedy: 'Send it with content, or leave it out.',
  },
  'instance-unreadable': {
    status: 400,
    form: 'text',
    what: 'The instance in the body cannot be read as JSON',
    remedy: 'Send strict JSON.',
  },
  'body-malformed': {
    status: 400,
    form: 'text',
    what: 'The body is not what this operation reads',
    remedy: 'Send what the text says.',
  },
  'owner-ambiguous': {
    status: 400,
    form: 'text',
    what: 'The owner of the instance is given neither once, or twice',
    remedy: 'Give the owner in the query or in the body.',
  },
  'member-invalid': {
    status: 400,
    form: 'text',
    what: 'A member of the body or query is not as it must be',
    remedy: 'Mend what the text names.',
  },
  'process-state-invalid': {
    status: 400,
    form: 'text',
    what: 'The process state is none of the app',
    remedy: 'Send one that has ended, or a task of the app.',
  },
  'query-invalid': {
    status: 400,
    form: 'text',
    what: 'The query of a list is not as it must be',
    remedy: 'Mend what the text names.',
  },
  'token-altered': {
    status: 400,
    form: 'text',
    what: 'The continuationToken was altered or belongs to other filters',
    remedy: 'Follow `next` as it is.',
  },
  'list-of-other-owner': {
    status: 403,
    what: 'The instances belong to another service owner',
    remedy: 'List those of the token’s own.',
  },
  'app-id-invalid': {
    status: 400,
    form: 'text',
    what: 'The id of the app is not one that an app can have',
    remedy: 'Write {org}/{app}, in small letters, digits and hyphens.',
  },
  'metadata-invalid': {
    status: 400,
    form: 'text',
    what: 'The metadata of the app is not what it must be',
    remedy: 'Mend what the text names.',
  },
  'app-owner-unknown': {
    status: 400,
    form: 'text',
    what: 'The app belongs to no service owner that is registered',
    remedy:
      'The import of organisations registers them, by the column serviceOwnerCode; `portvakt apps add` makes one in a sandbox.',
  },
  'language-invalid': {
    status: 400,
    form: 'text',
    what: 'The language of a text resource is not two letters',
    remedy: 'Write nb, nn or en.',
  },
  'text-unknown': {
    status: 404,
    form: 'text',
    what: 'The app has no texts in this language',
    remedy: 'Publish them, or ask for another language.',
  },
  'caller-not-studio': {
    status: 403,
    what: 'The token is not Altinn Studio’s',
    remedy: 'Use one with the claim that the text names; in a sandbox `portvakt apps add` needs none.',
  },
  'list-closed': {
    status: 400,
    what: 'An organisation cannot list instances',
    remedy: 'List as a service owner, a person or a system user.',
  },
});

export const { refuse, isRefusal } = REFUSALS;

/** 403 with what would have been needed; clients must not depend on the body. */
export const forbidden = (detail: string, members: Readonly<Record<string, unknown>> = {}) =>
  refuse('forbidden', detail, { members });

/** How the app library titles a 403 of its own, other than that of a gateway or a policy on a route. */
export const UNAUTHORIZED = { title: 'Unauthorized' } as const;

export const unknownInstance = (guid: string) => refuse('instance-unknown', `Unable to find instance ${guid}`);

/**
 * Answers one sentence as a JSON string, as live writes its 400 and 404 (altinn-instances.md 8); leaves everything else to the HTTP room.
 */
export function answerText(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isRefusal(error) || error.kind.form !== 'text') throw error;
  return reply
    .code(error.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(error.message));
}
