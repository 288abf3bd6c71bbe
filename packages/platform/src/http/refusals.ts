import { refusals } from '../foundation/index.ts';

/** What is refused before a room is asked, and what the readers of queries, headers and bodies refuse for every room. */
export const REFUSALS = refusals('every surface', {
  'address-unknown': {
    status: 404,
    what: 'There is nothing at this address',
    remedy: 'See `/docs` for the addresses that there are.',
  },
  'pages-missing': {
    status: 404,
    what: 'The platform was started without its web pages',
    remedy: 'Build them: `npm run build`.',
  },
  'address-without-id': {
    status: 404,
    what: 'An address that is changed ends with a slash, as if an id had come out empty',
    remedy: 'Put the id in, or leave the slash out.',
  },
  'address-unreadable': {
    status: 400,
    what: 'The address cannot be decoded, or holds NUL',
    remedy: 'Percent-encode each part as UTF-8, without `%00`.',
  },
  'address-too-long': {
    status: 414,
    what: 'A part of the address is too long',
    remedy: 'Check the id in the address: none has more than 500 characters.',
  },
  'request-cut': {
    status: 400,
    what: 'The caller has gone before its request was there as a whole; nobody hears the answer',
    remedy: 'Send the request again, to its end.',
  },
  'member-repeated': {
    status: 400,
    what: 'A member of the query or a header comes more often than it is read',
    remedy: 'Give it once, or as often as the text says.',
  },
  'member-too-long': {
    status: 400,
    what: 'A member of the query or a header is too long',
    remedy: 'Shorten it to what the text says.',
  },
  'member-invalid': {
    status: 400,
    what: 'A member of the query or a header is none of the values that it may have',
    remedy: 'Send one of those that the text names.',
  },
  'body-invalid': {
    status: 400,
    what: 'The body does not fit its schema',
    remedy: 'Mend the members under `errors`; the OpenAPI document has the schema.',
  },
  'body-unreadable': {
    status: 400,
    what: 'The body is not JSON in UTF-8, is nested too deep, or holds NUL',
    remedy: 'Send JSON (RFC 8259) of at most 64 levels, without `\\u0000`.',
  },
  'multipart-malformed': {
    status: 400,
    what: 'The multipart body cannot be read',
    remedy: 'Send it as RFC 7578 says, to its last boundary.',
  },
  'body-too-many-parts': {
    status: 413,
    what: 'The multipart body has too many parts',
    remedy: 'Send the rest in requests of their own.',
  },
  'body-too-large': {
    status: 413,
    what: 'The body is too large',
    remedy: 'Send less at once; docs/limits.md has the sizes.',
  },
  'body-type': {
    status: 415,
    what: 'The body has a media type that is not read here',
    remedy: 'Send one of the media types that the OpenAPI document names.',
  },
  'too-many-requests': {
    status: 429,
    what: 'There have been too many requests',
    remedy: 'Wait as long as `Retry-After` says.',
  },
  internal: {
    status: 500,
    what: 'an unexpected error; the log names it by the traceId',
    remedy: 'Look in the log of the platform for the traceId of the answer.',
  },
});

export const { refuse } = REFUSALS;

/** 404 of an address that no operation has. */
export const nothingAt = ({ method, url }: { readonly method: string; readonly url: string }) =>
  refuse('address-unknown', `there is nothing at ${method} ${url.split('?', 1)[0]}`);

/** 400 of a body or query some of whose members are wrong, in the words of .NET. @param errors by member, what is wrong with it */
export const invalidMembers = (errors: Readonly<Record<string, readonly string[]>>) =>
  refuse('body-invalid', undefined, { members: { title: 'One or more validation errors occurred.', errors } });
