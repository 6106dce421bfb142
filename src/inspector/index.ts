export type { JsonSchema } from '../json/json-schema';
export { validate } from '../json/validate-schema';
export { modelEventSchema, v1EventSchema } from '../mapping/record/event-schemas';
export type { Fault, ScriptEntry, Which } from './fault';
export type { Screen } from './line';
export type { ReceivedRecord } from './parse-request';
export { type Receiver, type ReceiverOptions, startReceiver } from './receiver';
export { render } from './render';
export type { SeenRequest } from './seen-request';
