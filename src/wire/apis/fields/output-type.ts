import { asRecord } from '../../../json/json-record';

const outputTypes: Readonly<Record<string, string>> = { text: 'text', json_object: 'json', json_schema: 'json' };

/** What the conventions call the form of answer that was asked for, in OpenAI's words. */
export function outputType(responseFormat: unknown): { readonly 'gen_ai.output.type'?: string } {
  const type = outputTypes[String(asRecord(responseFormat)?.['type'])];
  return type === undefined ? {} : { 'gen_ai.output.type': type };
}
