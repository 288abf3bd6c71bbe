/** Parameters of paths: a path whose parameter has another form is none of ours, and 404. */
import { Type } from 'typebox';

export const PARTY = ':party(^\\d{1,15}$)';
export const GUID = ':guid(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)';
export const ELEMENT = ':element(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)';
export const EVENT = ':event(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)';

const Uuid = Type.String({ format: 'uuid' });

export const GUID_PARAM = { guid: Uuid };
export const INSTANCE_PARAMS = { party: Type.String({ pattern: '^\\d{1,15}$' }), guid: Uuid };
export const ELEMENT_PARAMS = { ...INSTANCE_PARAMS, element: Uuid };
export const EVENT_PARAMS = { ...INSTANCE_PARAMS, event: Uuid };

const NAME = '[a-z][a-z0-9-]';

/** An app, under which its instances are. */
export const APP = '/:org(^[a-z][a-z0-9-]{1,19}$)/:app(^[a-z][a-z0-9-]{1,79}$)';
export const APP_INSTANCE = `${APP}/instances/${PARTY}/${GUID}` as const;
export const APP_PARAMS = {
  org: Type.String({ pattern: `^${NAME}{1,19}$` }),
  app: Type.String({ pattern: `^${NAME}{1,79}$` }),
};
