import type { Json, JsonObject } from '../../../json/json';
import type { KeptCall } from '../../page-api';
import { isEmpty, objectIn } from '../json-value';
import { anthropicBody } from './anthropic-body';
import { viewOf } from './call-view';
import { apiOf, type ProviderApi } from './provider-api';
import { messagesIn } from './sent-messages';
import { quoted } from './shell';

/** A command that sends the call again. The key is a variable of the shell: no record has one. */
export function curlOf(call: KeptCall): string {
  const { provider } = viewOf(call);
  const api = apiOf(provider);
  const body = api.form === 'anthropic' ? anthropicBody(openaiBody(call)) : openaiBody(call);
  return [
    `curl ${placeOf(api)}`,
    ...headersOf(api).map((header) => `-H ${header}`),
    `-d ${quoted(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n  ');
}

/** What the shell fills in stands in double quotes, and is of our own table. */
const placeOf = ({ url }: ProviderApi): string => (url.startsWith('$') ? `"${url}"` : quoted(url));

const headersOf = ({ keyHeader, keyVariable, form }: ProviderApi): readonly string[] => [
  quoted('content-type: application/json'),
  keyHeader === undefined ? `"authorization: Bearer $${keyVariable}"` : `"${keyHeader}: $${keyVariable}"`,
  ...(form === 'anthropic' ? [quoted('anthropic-version: 2023-06-01')] : []),
];

/** What OpenAI's chat API takes of a message; records have more, which it refuses. */
const ofMessage = ['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'refusal'];

function openaiBody({ record, row }: KeptCall): JsonObject {
  const config = row.format === 'v1' ? objectIn(record['config']) : record;
  return {
    model: row.model || config['model'],
    messages: messagesIn({ record, row }).map((sent) => picked(objectIn(sent), ofMessage)),
    ...withoutKeys(objectIn(config['hyperparameters'])),
    ...picked(config, ['tools', 'tool_choice', 'response_format']),
  };
}

const picked = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (isEmpty(object[name]) ? [] : [[name, object[name] as Json]])));

const secret = /key|token$|secret|password|authorization|headers|credential/i;

/** Some frameworks write how they reach a provider among the parameters. */
const withoutKeys = (parameters: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !secret.test(name)));
