import type { Application } from '../resources/index.ts';
import type { ApplicationRules, DataTypeRules } from './model.ts';

/** The members of an app's metadata that have rules. */
export function rulesOf(application: Application): ApplicationRules {
  const { dataTypes } = application.metadata as { dataTypes?: unknown };
  return {
    ...(application.metadata as object),
    dataTypes: Array.isArray(dataTypes) ? (dataTypes as DataTypeRules[]) : [],
  };
}
