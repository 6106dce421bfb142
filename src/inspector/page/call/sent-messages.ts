import type { Json } from '../../../json/json';
import type { KeptCall } from '../../page-api';
import { listIn, objectIn } from '../json-value';

/** What was sent, in either format. */
export const messagesIn = ({ record, row }: Pick<KeptCall, 'record' | 'row'>): readonly Json[] =>
  listIn(row.format === 'v1' ? objectIn(record['inputs'])['chat_history'] : record['messages']);
