export type { ReceivedRecord } from './arrival';
export type { Fault, ScriptEntry, Which } from './fault';
export type { JsonSchema } from './json-schema';
export { type Receiver, type ReceiverOptions, startReceiver } from './receiver';
export type { SeenRequest } from './request';
export { modelEventSchema, v1EventSchema } from './schema';
export { validate } from './validate';
