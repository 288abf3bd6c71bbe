/** Keys, caches and settings from files and the environment: for Node, Deno and Bun. */
export { fromDotnetSettings } from './dotnet.ts';
export { fromEnv } from './environment.ts';
export { fileCache } from './file-cache.ts';
export { type ConfigurationPlaces, certificateLife, findConfiguration } from './found-configuration.ts';
export { type KeyFileOptions, keyFile } from './key-file.ts';
export { type KeyStoreOptions, keyStore } from './key-store.ts';
export { type Pkcs12Options, pkcs12 } from './pkcs12.ts';
export type { LoadedSettings } from './settings.ts';
export { fromSettingsFile } from './settings-file.ts';
