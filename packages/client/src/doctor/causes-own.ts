import type { CauseRow } from './cause-row.ts';

/** What is wrong on this machine, or on the way from it. */
export const OWN_CAUSES = {
  'configuration-missing': {
    step: 'configuration',
    what: 'No configuration is found',
    next: 'Set MASKINPORTEN_CLIENT_ID, MASKINPORTEN_CLIENT_JWK, MASKINPORTEN_SCOPES and MASKINPORTEN_ENVIRONMENT, or name a file with --config.',
  },
  'file-missing': {
    step: 'configuration',
    what: 'The configuration file cannot be read',
    next: 'Check the path and who may read the file.',
  },
  'file-malformed': {
    step: 'configuration',
    what: 'The configuration file is no JSON, or half written',
    next: 'Mend the file, or write it again as a whole.',
  },
  'client-id-missing': {
    step: 'configuration',
    what: 'The client id is missing',
    next: 'Set MASKINPORTEN_CLIENT_ID (ClientId in appsettings.json) to the client_id of Samarbeidsportalen.',
  },
  'key-missing': {
    step: 'configuration',
    what: 'No private key is named',
    next: 'Set MASKINPORTEN_CLIENT_JWK, MASKINPORTEN_KEY_FILE or ALTINN_JWK_NAME (EncodedJwk in appsettings.json).',
  },
  'keys-two': {
    step: 'configuration',
    what: 'Two different keys are named',
    next: 'Keep one of them.',
  },
  'scopes-missing': {
    step: 'configuration',
    what: 'No scope is named',
    next: 'Set MASKINPORTEN_SCOPES (Scope in appsettings.json).',
  },
  'environment-missing': {
    step: 'configuration',
    what: 'No environment is named',
    next: 'Set MASKINPORTEN_ENVIRONMENT to local, test or prod.',
  },
  'environment-unknown': {
    step: 'configuration',
    what: 'An environment is named that there is not',
    next: 'Use local, test or prod; for the exchange prod, tt02, at21 to at24 or yt01.',
  },
  'address-invalid': {
    step: 'configuration',
    what: 'An address is no URL, or not https',
    next: 'Write the address as https://…; http only for this machine.',
  },
  'organisation-number-invalid': {
    step: 'configuration',
    what: 'An organisation number has not nine digits with a valid check digit',
    next: 'Check the number in Enhetsregisteret.',
  },
  'external-reference-invalid': {
    step: 'configuration',
    what: 'The external reference has characters that it may not have',
    next: 'Use letters, digits, "_" and "-", at most 255.',
  },
  'resource-invalid': {
    step: 'configuration',
    what: 'resource is no absolute URI without fragment',
    next: 'Write it as the API documents it, e.g. https://api.example/v1.',
  },
  'windows-store': {
    step: 'configuration',
    what: 'The certificate is in Windows’ store, which cannot be read here',
    next: 'Export it as a PFX file and set CertificatePkcs12Path and CertificatePkcs12Password.',
  },
  'value-placeholder': {
    step: 'configuration',
    what: 'A value is a placeholder of an example',
    next: 'Put your own value in its place.',
  },
  'value-wrapped': {
    step: 'configuration',
    what: 'A value has quotes or white space round it, which are a part of it',
    next: 'Take them away: "docker --env-file", systemd and a shell do not read quotes in the same way.',
  },
  'scopes-run-together': {
    step: 'configuration',
    what: 'Something else than a blank stands between scopes',
    next: 'Write a blank between scopes, as OAuth has it.',
  },
  'value-invalid': {
    step: 'configuration',
    what: 'A value cannot be read',
    next: 'Mend the setting that is named.',
  },
  'setting-ignored': {
    step: 'configuration',
    what: 'A setting is not known, or means something else today',
    next: 'Check the spelling of its name, or take it away.',
  },
  'environments-mixed': {
    step: 'contradictions',
    what: 'Settings name different environments',
    next: 'Let all of them name one: local, or TEST with tt02, or PROD with prod.',
  },
  'client-ids-two': {
    step: 'contradictions',
    what: 'Two families of settings name two clients',
    next: 'Take the family away that is not meant; the first that is named is used.',
  },
  'test-org-in-prod': {
    step: 'contradictions',
    what: 'The test organisation is asked for in PROD',
    next: 'Take ALTINN_TEST_ORG (UseAltinnTestOrg) away.',
  },
  'secret-in-open-file': {
    step: 'secrets',
    what: 'A file with a secret can be read by others on this machine',
    next: 'Let its owner alone read it: chmod 600.',
  },
  'secret-in-wrong-setting': {
    step: 'secrets',
    what: 'A private key stands in a setting that is no key',
    next: 'Take it away there, and make a new key: this one may have been logged.',
  },
  'secret-in-public-variable': {
    step: 'secrets',
    what: 'A private key stands in a variable that is built into web pages',
    next: 'Rename the variable, and make a new key: this one may have been published.',
  },
  'secret-in-url': {
    step: 'secrets',
    what: 'An address has a password in it',
    next: 'Take user and password out of the address.',
  },
  'host-unknown': {
    step: 'maskinporten',
    what: 'The host has no address',
    next: 'Check the spelling of the host, DNS and VPN.',
  },
  unreachable: {
    step: 'maskinporten',
    what: 'Nobody answers there',
    next: 'Start the platform with "portvakt up", or check the address, firewall and proxy.',
  },
  'proxy-refused': {
    step: 'maskinporten',
    what: 'The proxy on the way does not let the request through',
    next: 'Put user and password into HTTPS_PROXY when it asks for them (407), else let whoever runs it allow the host; NO_PROXY leaves it out.',
  },
  timeout: {
    step: 'maskinporten',
    what: 'The answer takes too long',
    next: 'Try again; if it stays, check firewall and proxy.',
  },
  'certificate-of-server': {
    step: 'maskinporten',
    what: 'The server’s certificate is not trusted',
    next: 'If a proxy of your own opens TLS, give its authority in NODE_EXTRA_CA_CERTS; else you reach somebody else.',
  },
  'tls-failed': {
    step: 'maskinporten',
    what: 'The address is https, and what answers there is not',
    next: 'Check scheme and port of the address.',
  },
  redirected: {
    step: 'maskinporten',
    what: 'The answer is a redirect, as of a log-in page or a load balancer',
    next: 'Use the address that it leads to, or log in to the network.',
  },
  'page-of-proxy': {
    step: 'maskinporten',
    what: 'A web page answers, as of a proxy, instead of Maskinporten',
    next: 'Let the proxy pass the host, or set HTTPS_PROXY with NODE_USE_ENV_PROXY=1.',
  },
  'not-maskinporten': {
    step: 'maskinporten',
    what: 'What answers there is no Maskinporten',
    next: 'Check the address: PORTVAKT_URL is the base of a platform, without a path.',
  },
  'issuer-differs': {
    step: 'maskinporten',
    what: 'The server calls itself by another issuer',
    next: 'Use the issuer that it names, letter for letter: aud must be equal to it.',
  },
  'maskinporten-unavailable': {
    step: 'maskinporten',
    what: 'Maskinporten is there and cannot answer now',
    next: 'Try again in a few minutes, and see status.digdir.no.',
  },
  'clock-ahead': {
    step: 'clock',
    what: 'The clock of this machine is ahead',
    next: 'Set it by NTP: "timedatectl set-ntp true", or what your system has.',
  },
  'clock-behind': {
    step: 'clock',
    what: 'The clock of this machine is behind',
    next: 'Set it by NTP: "timedatectl set-ntp true", or what your system has.',
  },
  'key-file-missing': {
    step: 'key',
    what: 'The key file cannot be read',
    next: 'Check the path and who may read the file.',
  },
  'key-set-missing': {
    step: 'key',
    what: 'The store has no such key set',
    next: 'Check ALTINN_JWK_NAME and ALTINN_JWK_STORE, or make one with "altinn-jwks create".',
  },
  'store-unusable': {
    step: 'key',
    what: 'The key store cannot be read',
    next: 'Run "altinn-jwks doctor".',
  },
  'vault-refused': {
    step: 'key',
    what: 'The vault did not give the key',
    next: 'Sign in with "az login", and check name and role on the vault.',
  },
  'package-missing': {
    step: 'key',
    what: 'A package that reads the key is not installed',
    next: 'Install the package that is named.',
  },
  'key-unreadable': {
    step: 'key',
    what: 'The key is damaged or cut off, or no key at all',
    next: 'Export it again: "altinn-jwks export key NAME --base64".',
  },
  'key-public': {
    step: 'key',
    what: 'It is the public half',
    next: 'Give the private half: "altinn-jwks export key NAME".',
  },
  'key-of-other-type': {
    step: 'key',
    what: 'It is no RSA key',
    next: 'Make an RSA key: "altinn-jwks create NAME"; Maskinporten takes no other.',
  },
  'key-too-small': {
    step: 'key',
    what: 'It has fewer than 2048 bits',
    next: 'Make a new key: "altinn-jwks create NAME".',
  },
  'key-algorithm': {
    step: 'key',
    what: 'It is made for an algorithm that Maskinporten does not take',
    next: 'Use RS256, RS384 or RS512.',
  },
  'key-without-kid': {
    step: 'key',
    what: 'It has no kid',
    next: 'Set MASKINPORTEN_KID to the kid that Samarbeidsportalen shows for the key.',
  },
  'key-password': {
    step: 'key',
    what: 'The password of the key is missing or wrong',
    next: 'Set MASKINPORTEN_PKCS12_PASSWORD (CertificatePkcs12Password), or give the key unencrypted.',
  },
  'certificate-of-other-key': {
    step: 'key',
    what: 'The certificate does not belong to the private key',
    next: 'Export key and certificate together, as one PFX file.',
  },
  'key-of-other-environment': {
    step: 'key',
    what: 'The kid is of a key for another environment',
    next: 'Use the key of this environment: TEST and PROD have one each.',
  },
  'certificate-expired': {
    step: 'age',
    what: 'The certificate has expired, or is not valid yet',
    next: 'Order a new business certificate.',
  },
  'certificate-expires-soon': {
    step: 'age',
    what: 'The certificate expires within 30 days',
    next: 'Order a new business certificate now.',
  },
  'key-old': {
    step: 'age',
    what: 'The key is more than eleven months old',
    next: 'Rotate it with "altinn-jwks rotate NAME", and publish it: a registered key lives a year.',
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
