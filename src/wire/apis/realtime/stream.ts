import { asText } from '../../../json/json-record';
import type { Folder } from '../api';
import type { Growth } from '../fields/growth';
import { foldResponse } from '../openai/responses-stream';

/** Of the first version of the API, which is still spoken. */
const olderSubjects: readonly (readonly [before: RegExp, now: string])[] = [
  [/^response\.text\./, 'response.output_text.'],
  [/^response\.audio_transcript\./, 'response.output_audio_transcript.'],
];

/** Folds the events of a response, which are those of the Responses API, into the response that the last one has. */
export function foldRealtime(growth: Growth): Folder {
  const folder = foldResponse(growth);
  return {
    push(event, fields) {
      const type = asText(fields['type']) ?? '';
      const [pattern, now = ''] = olderSubjects.find(([before]) => before.test(type)) ?? [];
      folder.push(event, pattern === undefined ? fields : { ...fields, type: type.replace(pattern, now) });
    },
    result: () => folder.result(),
  };
}
