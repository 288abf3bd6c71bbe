import type { webhooks as shape } from './webhooks.nb.ts';

/** Words of webhooks in English. */
export const webhooks: typeof shape = {
  title: 'Webhooks',
  lead: 'What happens in the sandbox can be sent to a program. Here is who forwards it, how far they have come, and what is in the way.',
  all: 'Forwarding',
  target: 'Address',
  state: 'State',
  taken: 'Last event taken',
  waiting: 'Waiting',
  delivering: 'Delivering',
  failing: 'Trying again',
  problems: {
    answer: (status) => `It answers ${status}, and not 2xx.`,
    redirect: (status) => `It answers ${status}, which leads elsewhere. Give the address where that ends.`,
    silence: () => 'It does not answer in time.',
    unreached: () => 'Nobody answers at the address. Is the program running, and is the address right?',
  },
  nextTry: (moment) => `Next try: ${moment}`,
  heard: (moment) => `Last heard of: ${moment}`,
  none: 'Nobody forwards events now. Begin with this command, with the address of your program:',
  command: 'the command',
  nothing: 'none yet',
};
