import { describe, expect, it } from 'vitest';
import { Refusal, refusals } from './index.ts';

const TABLE = {
  'thing-unknown': { status: 404, what: 'There is no such thing', remedy: 'Check its id.' },
  'thing-taken': { status: 409, what: 'The thing is taken', remedy: 'Choose another.' },
} as const;
const { refuse, isRefusal } = refusals('things', TABLE);

describe('a refusal', () => {
  it('has status, words and remedy of its kind, where it says nothing closer', () => {
    const refused = refuse('thing-unknown');
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({
      code: 'thing-unknown',
      status: 404,
      statusCode: 404,
      message: 'There is no such thing',
      detail: undefined,
      remedy: 'Check its id.',
      members: {},
      headers: {},
      parameters: {},
      fields: [],
    });
  });

  it('says closer what was wrong, with values and cause', () => {
    const cause = new Error('gone');
    const refused = refuse('thing-taken', 'the thing 7 is taken', { remedy: 'Take 8.', parameters: { id: 7 }, cause });
    expect(refused).toMatchObject({ message: 'the thing 7 is taken', remedy: 'Take 8.', parameters: { id: 7 }, cause });
  });

  it('is told by its table, and not by a name that another table has too', () => {
    const other = refusals('others', { 'thing-taken': { ...TABLE['thing-taken'] } });
    expect([isRefusal(refuse('thing-taken')), isRefusal(refuse('thing-taken'), 'thing-unknown')]).toEqual([
      true,
      false,
    ]);
    expect([isRefusal(other.refuse('thing-taken')), isRefusal(new Error('thing-taken'))]).toEqual([false, false]);
  });
});
