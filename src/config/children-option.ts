import { oneOf } from './option-parsers';

/** Whether `register` takes the telemetry of processes that the app starts. A variable alone: `register` has no options in code. */
export const childrenOption = oneOf('HH_CHILDREN', 'off', 'otlp');
