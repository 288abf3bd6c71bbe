/** Traces for OpenTelemetry, where a collector is named; loaded then alone. */
export type { TracingSettings } from './settings.ts';
export { type Tracing, type TracingDeps, traceRequests } from './tracing.ts';
