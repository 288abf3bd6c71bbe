/**
 * What other rooms or nodes hold in memory, and what names one of its kind in an announcement. Each is announced by somebody and heard
 * by somebody: `topics.test.ts`.
 */
export const TOPICS = [
  /** No key. */
  'access-list',
  /** Key `org/app`. */
  'application',
  /** Key: the serial number. */
  'business-certificate',
  /** Key: the client id. */
  'client',
  /** Key: the receiver's UUID. */
  'delegation',
  /** No key: something has happened that is kept. */
  'event',
  /** Key: the resource's id. */
  'policy',
  /** No key. */
  'register-owner',
  /** Key: the party's UUID; none when many changed. */
  'register-party',
  /** Key `holder of` (two UUIDs); none when many changed. */
  'register-role',
  /** Key: the resource's id. */
  'resource',
  /** Key: the scope's name. */
  'scope',
  /** Key: the scope's name. */
  'scope-access',
  /** Key: the session's `sid`; none when several ended. */
  'session',
  /** Key: the ring's name. */
  'signing-key',
  /** No key. */
  'test-authority',
] as const;

export type Topic = (typeof TOPICS)[number];
