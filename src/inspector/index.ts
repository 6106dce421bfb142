export type { JsonSchema } from '../json/json-schema';
export { validate } from '../json/validate-schema';
export { modelEventSchema, v1EventSchema } from '../mapping/record/event-schemas';
export {
  eventUpdateSchema,
  sessionStartSchema,
  v1EventUpdateSchema,
  v1SessionSchema,
} from '../mapping/record/session-schemas';
export type { Fault, ScriptEntry, Which } from './fault';
export type { ReceivedRecord } from './parse-request';
export { type Receiver, type ReceiverOptions, startReceiver } from './receiver';
export type { Api, Route } from './routes';
export type { SeenRequest } from './seen-request';
export type { Screen } from './terminal/line';
export { render } from './terminal/render';
export { renderSessions, type Stored } from './terminal/render-sessions';
