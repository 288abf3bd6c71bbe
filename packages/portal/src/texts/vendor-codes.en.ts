/** What the system register's refusals mean, in English. */
export const vendorCodes: Readonly<Record<string, string>> = {
  'vendor-scope-missing':
    'The organisation lacks a scope that vendors need: altinn:authentication/systemregister.write, and systemuser.request.read and .write. Ask Digdir for access to them. What you have written is kept.',
  'AUTH.VLD-00000': 'The vendor’s organisation number is not valid.',
  'AUTH.VLD-00001': 'The system ID must be the organisation number, an underscore and a name.',
  'AUTH.VLD-00002': 'The system ID has been used before, perhaps by a deleted system. Choose another.',
  'AUTH.VLD-00003': 'One of the resources is not in the resource registry. Remove it.',
  'AUTH.VLD-00004': 'One of the clients belongs to another system. Remove it here, or there.',
  'AUTH.VLD-00005': 'One of the addresses is not an address with https.',
  'AUTH.VLD-00006': 'The same resource is chosen twice.',
  'AUTH.VLD-00007': 'The same access package is chosen twice.',
  'AUTH.VLD-00008': 'One of the access packages does not exist, or cannot be delegated. Remove it.',
  'AUTH.VLD-00009': 'One of the rights is not a resource.',
  'AUTH.VLD-00011': 'The same client is chosen twice.',
  'AUTH.VLD-00012': 'The system ID cannot be changed.',
  'AUTH.VLD-00013': 'The system ID cannot have spaces.',
  'AUTH.VLD-00014': 'The system user is not given, or does not exist.',
  'AUTH.VLD-00015': 'The system user is not one for customers.',
  'AUTH.VLD-00016': 'The client is not given, or does not exist.',
  'AUTH.VLD-00017': 'One of the resources is of a kind that cannot be given to a system. Remove it.',
  'AUTH.VLD-00018':
    'A visible system cannot have access packages for customer relations only. Remove them, or hide the system.',
};
