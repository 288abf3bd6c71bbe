/** What an organisation's clients ask of the platform, as it happens: one list and one stream, in the sandbox. */
export { LiveLog } from './live-log.ts';
export { redacted, redactText } from './redact.ts';
export { type LiveLogRoutesDeps, liveLogRoutes } from './routes.ts';
