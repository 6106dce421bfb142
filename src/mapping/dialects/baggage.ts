import { firstOf, text } from '../read/reader';
import type { Dialect } from './dialect';

const prefix = 'baggage.';
const names = ['session_id', 'session.id', 'run_id', 'dataset_id', 'datapoint_id'];

/** What HoneyHive's SDKs, and OpenTelemetry's conventions, hand from one service to the next in baggage; after what spans say themselves. */
export const baggage: Dialect = {
  name: 'baggage',
  reads: {
    session: firstOf(text(`${prefix}session_id`), text(`${prefix}session.id`)),
    runId: text(`${prefix}run_id`),
    datasetId: text(`${prefix}dataset_id`),
    datapointId: text(`${prefix}datapoint_id`),
  },
  inherited: names.map((name) => prefix + name),
};

/** The name of an attribute that is made of an entry of baggage. */
export const baggageAttribute = (entry: string): string => (names.includes(entry) ? prefix + entry : entry);
