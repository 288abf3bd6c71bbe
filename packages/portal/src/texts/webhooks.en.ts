import type { webhooks as shape } from './webhooks.nb.ts';

/** Words of webhooks in English. */
export const webhooks: typeof shape = {
  title: 'Webhooks',
  lead: 'Send events from the test environment to your program. See who receives them, and whether delivery works.',
  all: 'Forwarding',
  target: 'Address',
  state: 'Status',
  taken: 'Last delivered event (number)',
  waiting: 'Events in the queue',
  delivering: 'Delivering',
  failing: 'Trying again',
  problems: {
    answer: (status) => `The program answered ${status}; it must answer 2xx. Look in the program’s own log.`,
    redirect: (status) => `It answers ${status}, which leads elsewhere. Give the address where that ends.`,
    silence: () => 'It does not answer in time. Answer 2xx at once, and do the work afterwards.',
    unreached: () => 'Nobody answers at the address. Is the program running, and is the address right?',
  },
  nextTry: (length) => `Next try in ${length}`,
  tries: 'Trying now',
  heard: 'Last heard from:',
  none: 'Nobody forwards events now',
  noneHelp:
    'A program can be told what happens, for example that a customer has approved a system user, without asking. Begin with this command, with the address of your program:',
  command: 'the command',
  another: 'Forward to another program',
  anotherHelp:
    'Run this command in a terminal, with the address of the program. It forwards for as long as it runs; end it to stop.',
  nothing: 'none yet',
  sent: 'What is sent',
  sentHelp:
    'Each event is sent as a POST of its own with a CloudEvent in JSON. “type” is “no.portvakt.”, what it is about, and what happened. “subject” is its ID. No national identity numbers are in it.',
  about: 'Events about',
  example: 'Example of an event',
  fetch: 'The events can be fetched too: see followEvents in the API reference',
};
