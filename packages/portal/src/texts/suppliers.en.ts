import type { suppliers as nb } from './suppliers.nb.ts';

/** What is said of scopes given to suppliers, in English. */
export const suppliers: typeof nb = {
  title: 'Suppliers and consumers',
  lead: (name) => `What suppliers can fetch from APIs for ${name}, and for whom ${name} can fetch.`,
  tabs: { given: 'Suppliers', received: 'Consumers' },
  supplier: 'Supplier',
  consumer: 'Consumer',
  api: 'API',
  scopes: 'Scopes',
  since: 'Since',
  given: {
    lead: 'A supplier with access fetches data for you with a client and key of its own. The token says both whom it concerns and who asks. You must have access to the scope yourselves: the provider of the API gives it to you, never to the supplier.',
    caption: 'What suppliers have been given',
    empty: 'You have given no supplier access to an API.',
    emptyHelp: 'Choose the API and the supplier below. It takes effect at once, and can be withdrawn at any time.',
    end: 'Withdraw',
    endLabel: (supplier, api) => `Withdraw ${api} from ${supplier}`,
    endTitle: 'Withdraw this access?',
    endText: (supplier, api) =>
      `${supplier} can then no longer get tokens for you to ${api}. Tokens already issued are valid until they expire.`,
    ended: (supplier) => `The access is withdrawn from ${supplier}.`,
  },
  give: {
    title: 'Give a supplier access',
    api: 'Which API is it about?',
    apiHelp: 'Type part of the name, or a scope. Then you choose the supplier.',
    noApis:
      'No service owner has an API that can be passed on. It must be a resource of the type “Maskinporten API” (MaskinportenSchema).',
    gives: 'The supplier gets:',
    mayNot:
      'You cannot pass this API on for the organisation. That takes the access package that the policy of the API names. The managing director has it, and can give it to you.',
    number: 'Organisation number of the supplier',
    help: 'Nine digits. You see the name before anything is given.',
    invalid: 'Write a valid organisation number of nine digits.',
    notFound: (number) => `No organisation has the number ${number}.`,
    own: 'You cannot pass it on to your own organisation number. If you do not have access yourselves, ask the provider of the API.',
    look: 'Give access',
    ask: 'Is this the supplier?',
    askText: (api) => `may fetch data for you from ${api}.`,
    done: (supplier) => `${supplier} has been given access.`,
  },
  received: {
    lead: 'Organisations that have given you access to fetch data for them. Your client must have the scope, and the request for a token must say whom it concerns.',
    caption: 'What consumers have given',
    empty: 'Nobody has given you access.',
    emptyHelp:
      'An organisation gives it when it is logged in here itself, under Suppliers, or in Altinn. Then it is listed here, with the scopes that you can use for it.',
    claim: 'Ask for a token',
    copyClaim: 'Copy claim',
    sampleTitle: 'How to ask for a token for a customer',
    sampleLead:
      'Put the customer’s organisation number in the claim “consumer_org” of the JWT that the client signs. The other claims are as always.',
    clientId: '<client ID>',
    claimLabel: (number) => `Copy claim: consumer_org for ${number}`,
    end: 'Give up',
    endLabel: (consumer, api) => `Give up ${api} from ${consumer}`,
    endTitle: 'Give up this access?',
    endText: (consumer, api) =>
      `You can then no longer get tokens for ${consumer} to ${api}. Only ${consumer} can give it anew.`,
    ended: (consumer) => `You have given up the access from ${consumer}.`,
  },
  delegates: {
    tab: 'Passed on',
    lead: 'Organisations that have passed the scope on to a supplier in Altinn. In the token the customer is “consumer” and its supplier “supplier”. You give access to the customer; the supplier needs none of its own.',
    carriers: 'Can be passed on by the resource:',
    noCarrier: 'The scope cannot be passed on to suppliers yet.',
    noCarrierHelp:
      'Make a resource of the type “Maskinporten API” (MaskinportenSchema), and write the scope in the field “Scopes in Maskinporten”. Then organisations can pass it on in Altinn, as the policy of the resource says.',
    newResource: 'New resource',
    notAltinn:
      'The scope is not marked “Access can be delegated in Altinn”. Turn it on under the details, so that others see that it can be passed on.',
    empty: 'Nobody has passed the scope on to a supplier.',
    emptyHelp: 'When an organisation does so in Altinn, it is listed here.',
    bounded: 'Only the 200 oldest are shown.',
    search: 'Search for a consumer or supplier',
    noHits: 'Nothing fits.',
    caption: 'Who has passed the scope on',
  },
};
