/** Real Altinn apps: brought in from their own folders, checked for what TT02 would make of them, and put beside the world's. */
export { Apps, type ListedApp } from './apps.ts';
export { readAppFolder } from './folder.ts';
export { appsDoors } from './routes.ts';
