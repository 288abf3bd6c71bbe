import { expect, it } from 'vitest';
import { startRulesProcess } from './rules-process.ts';

const PERSON = { number: '01816010027', partyId: 50010001, userId: 20001 };
/** A number in the form of synthetic ones that nobody has. */
const NOBODY = '01818099999';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const APP = {
  app: 'personal',
  rules: [
    {
      subjects: [`urn:altinn:userid:${PERSON.userId}`],
      actions: ['read', 'write', 'instantiate', 'delete', 'complete', 'confirm', 'reject'],
    },
  ],
};
const S = '/storage/api/v1/instances';
const A = '/ttd/personal';
const TEXT = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };
const JSON_TYPE = { 'content-type': 'application/json' };
/** Eleven digits in a row, not within a longer number. */
const ELEVEN = /(?<!\d)\d{11}(?!\d)/g;
/** Random ids and digests, which may hold eleven digits in a row by chance. */
const RANDOM = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32,64}\b/gi;
const numbersIn = (text: string): readonly string[] => text.replaceAll(RANDOM, 'id').match(ELEVEN) ?? [];

interface Instance {
  readonly id: string;
  readonly data: readonly { readonly id: string }[];
}

it('gives a person number away in the instance itself and nowhere else, not even in the log at its most talkative (altinn-instances#76)', async () => {
  const wish = { apps: [APP], options: { logLevel: 'trace' }, person: PERSON.number } as const;
  const platform = await startRulesProcess(wish);
  const answers: { readonly what: string; readonly status: number; readonly text: string }[] = [];
  const ask = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${platform.base}${path}`, {
      method,
      headers: { authorization: `Bearer ${platform.token}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    const all = `${text} ${[...answer.headers].join(' ')}`;
    answers.push({
      what: `${method} ${path} ${body ?? ''} ${Object.values(headers).join(' ')}`,
      status: answer.status,
      text: all,
    });
    return text;
  };
  let log = '';
  try {
    const owner = JSON.stringify({ instanceOwner: { personNumber: PERSON.number } });
    const { id } = JSON.parse(await ask('POST', `${A}/instances`, owner, JSON_TYPE)) as Instance;
    const identified = { 'x-ai-instanceowneridentifier': `Person:${PERSON.number}` };
    await ask('GET', S, undefined, identified);
    await ask('GET', `${S}?instanceOwner.partyId=${PERSON.partyId}`);
    await ask('POST', `${A}/instances/${id}/data?dataType=attachment`, 'hei', TEXT);
    const [element] = (JSON.parse(await ask('GET', `${A}/instances/${id}`)) as Instance).data;
    await ask('GET', `${A}/instances/${id}/data/${element?.id}`);
    for (let step = 0; step < 3; step += 1) await ask('PUT', `${A}/instances/${id}/process/next`, '{}', JSON_TYPE);
    for (const view of ['events', 'process/history', 'process']) await ask('GET', `${S}/${id}/${view}`);
    await ask('PUT', `${S}/${id}/presentationtexts`, '{"texts":{"a":"b"}}', JSON_TYPE);

    // Mistakes with a number in them.
    const nobody = JSON.stringify({ instanceOwner: { personNumber: NOBODY } });
    await ask('POST', `${A}/instances`, nobody, JSON_TYPE);
    await ask('POST', `${A}/instances`, nobody.slice(0, -2), JSON_TYPE);
    await ask('POST', `${A}/instances`, JSON.stringify({ instanceOwner: { partyId: NOBODY } }), JSON_TYPE);
    await ask('POST', `${A}/instances?instanceOwnerPartyId=${NOBODY}`);
    await ask('POST', `${A}/instances/create`, JSON.stringify({ instanceOwner: NOBODY, prefill: NOBODY }), JSON_TYPE);
    await ask('GET', S, undefined, { 'x-ai-instanceowneridentifier': `Person:${NOBODY}` });
    await ask('GET', S, undefined, { 'x-ai-instanceowneridentifier': `Menneske:${NOBODY}` });
    await ask('GET', S, undefined, { 'x-ai-instanceowneridentifier': `Organisation:${NOBODY}` });
    await ask('GET', `${S}?instanceOwner.partyId=${NOBODY}`);
    await ask('GET', `${S}/${NOBODY}/${UNKNOWN}`);
    await ask('GET', `${A}/instances/${NOBODY}/${UNKNOWN}`);
    await ask('GET', `${S}?appId=${NOBODY}&org=${NOBODY}`);
    await ask('GET', `${S}?instanceOwner.partyId=${PERSON.partyId}&size=${NOBODY}`);
    await ask('GET', `${S}?instanceOwner.partyId=${PERSON.partyId}&continuationToken=${NOBODY}`);
    await ask('PUT', `${S}/${id}/presentationtexts`, `{"texts":${NOBODY}`, JSON_TYPE);
    await ask('POST', `${A}/instances/${id}/data?dataType=${NOBODY}`, 'hei', TEXT);
    await ask('DELETE', `${S}/${id}?hard=${NOBODY}`);
  } finally {
    log = await platform.stop();
  }
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(answers.filter(({ status }) => status < 300).length).toBeGreaterThan(9);
  expect(answers.filter(({ status }) => status >= 400).length).toBeGreaterThan(9);
  const given = answers.flatMap(({ what, text }) => {
    const rest = text.replaceAll(`"personNumber":"${PERSON.number}"`, '');
    return numbersIn(rest).map((number) => `${what}: ${number} in ${rest}`);
  });
  expect(given).toEqual([]);
  expect(numbersIn(log)).toEqual([]);
});
