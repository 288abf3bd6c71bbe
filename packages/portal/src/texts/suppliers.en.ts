import type { suppliers as nb } from './suppliers.nb.ts';

/** What is said of scopes given to suppliers, in English. */
export const suppliers: typeof nb = {
  title: 'Suppliers and customers',
  lead: (name) => `Who fetches data on behalf of ${name}, and whom ${name} fetches data for.`,
  tabs: { given: 'Suppliers', received: 'Customers' },
  supplier: 'Supplier',
  consumer: 'Customer',
  api: 'API',
  scopes: 'Scopes',
  since: 'Since',
  given: {
    lead: 'A supplier with a delegation fetches data for the organisation with a client and key of its own. The token says both whom it concerns and who asks. The organisation must have access to the scope itself: the owner of the API gives it to the organisation, never to the supplier.',
    caption: 'Delegations to suppliers',
    empty: 'The organisation has delegated nothing to a supplier',
    emptyHelp:
      'Delegate below: first the API, then the supplier. The delegation takes effect at once, and can be withdrawn at any time.',
    end: 'Withdraw the delegation',
    endLabel: (supplier, api) => `Withdraw the delegation of ${api} to ${supplier}`,
    endTitle: 'Withdraw this delegation?',
    endText: (supplier, api) =>
      `${supplier} can then no longer get tokens for the organisation to ${api}. Tokens already issued are valid until they expire.`,
    ended: (supplier) => `The delegation to ${supplier} is withdrawn.`,
  },
  give: {
    title: 'Delegate to a supplier',
    api: 'Which API is to be delegated?',
    apiHelp: 'Type part of the name, or a scope. Then comes the field for the supplier.',
    noApis:
      'No service owner has an API that can be delegated. It must be a resource of the type “Maskinporten API” (MaskinportenSchema).',
    gives: 'The delegation gives the supplier:',
    mayNot:
      'You cannot delegate this API for the organisation. That takes the access package that the policy of the API names. The managing director has it, and can give it to you.',
    number: 'Supplier',
    help: 'Nine digits. You see the name before anything is delegated.',
    invalid: 'Write a valid organisation number of nine digits.',
    notFound: (number) => `No organisation has the number ${number}.`,
    own: 'You cannot delegate to your own organisation number. If the organisation has no access itself, ask the owner of the API.',
    look: 'Delegate',
    ask: 'Is this the supplier?',
    askText: (api) => `may fetch data for the organisation from ${api}.`,
    done: (supplier) => `The API is delegated to ${supplier}.`,
  },
  received: {
    lead: 'Organisations that have delegated to this one to fetch data for them. The client must have the scope, and the request for a token must say whom it concerns: in the token the customer is “consumer”.',
    caption: 'Delegations from customers',
    empty: 'Nobody has delegated anything to the organisation',
    emptyHelp:
      'An organisation delegates when it is logged in here itself, under Suppliers, or uses the API. Then it is listed here, with the scopes that you can use for it.',
    claim: 'Ask for a token',
    copyClaim: 'Copy consumer_org',
    copySample: 'Copy the whole example',
    sampleTitle: 'How to ask for a token for a customer',
    sampleLead:
      'Put the customer’s organisation number in the claim “consumer_org” of the JWT that the client signs. iat, exp and jti must be new for each request.',
    customer: '<customer’s organisation number>',
    clientId: '<client ID>',
    claimLabel: (number) => `Copy consumer_org for ${number}`,
    end: 'Give up the delegation',
    endLabel: (consumer, api) => `Give up the delegation of ${api} from ${consumer}`,
    endTitle: 'Give up this delegation?',
    endText: (consumer, api) =>
      `The organisation can then no longer get tokens for ${consumer} to ${api}. Only ${consumer} can delegate anew.`,
    ended: (consumer) => `You have given up the delegation from ${consumer}.`,
  },
  delegates: {
    tab: 'Delegations',
    lead: 'Organisations that have delegated the scope to a supplier. In the token the customer is “consumer” and its supplier “supplier”. You give access to the customer; the supplier needs none of its own.',
    carriers: 'Delegated with the resource:',
    noCarrier: 'The scope cannot be delegated to suppliers yet',
    noCarrierHelp:
      'Make a resource of the type “Maskinporten API” (MaskinportenSchema), and write the scope in the field “Scopes in Maskinporten”. Then organisations can delegate it, as the policy of the resource says.',
    newResource: 'New resource',
    notAltinn:
      'The scope is not marked “Access can be delegated in Altinn”. Turn it on under the details, so that others see that it can be delegated.',
    empty: 'Nobody has delegated the scope to a supplier',
    emptyHelp: 'When an organisation does so, it is listed here.',
    bounded: 'Only the 200 oldest delegations are shown.',
    search: 'Search for a customer or supplier',
    noHits: 'No delegation fits.',
    caption: 'Delegations of the scope',
  },
};
