import { asRecord, fieldsOf } from '../../../json/json-record';
import { resultsOf } from '../openai-platform/batches';
import { anthropicMessages } from './messages';

/** The results of a batch of messages, of which some may not have been asked. https://docs.claude.com/en/api/retrieving-message-batch-results */
export const anthropicBatchResults = resultsOf(
  'anthropic',
  (line) => line['custom_id'] !== undefined && asRecord(line['result']) !== undefined,
  ({ custom_id: id, result }) => {
    const { message, error } = fieldsOf(result);
    const body = asRecord(message) ?? (error === undefined ? undefined : { error: fieldsOf(error)['error'] ?? error });
    return body && { api: anthropicMessages, body, id };
  },
);
