import { asList, asText, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import { jsonValues, serverSentEvents } from '../../http/framing';
import type { Api, Folder } from '../api';
import type { Growth } from '../fields/growth';
import { append, assign, type Writable } from '../fields/stream';
import { palm } from './predict';

/** A value in the form of a tensor: `{stringVal: ['a']}`, `{structVal: {…}}`, `{listVal: […]}`. */
function plain(tensor: unknown): unknown {
  const [kind, value] = Object.entries(fieldsOf(tensor)).find(([name]) => name.endsWith('Val')) ?? [];
  if (kind === undefined) return undefined;
  if (kind === 'structVal')
    return Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, each]) => [name, plain(each)]));
  if (kind === 'listVal') return (asList(value) ?? []).map(plain);
  const list = asList(value) ?? [value];
  return list.length === 1 ? list[0] : list;
}

const plainRequest = ({ inputs, parameters }: JsonRecord): JsonRecord => ({
  instances: recordsOf(inputs).map(plain),
  parameters: plain(parameters),
});

/** A text, or that of the first candidate. */
const textIn = (output: unknown): string => {
  const { content, candidates } = fieldsOf(plain(output));
  return asText(content) ?? asText(fieldsOf(asList(candidates)?.[0] ?? candidates)['content']) ?? '';
};

/** A stream of the kind has no last event. */
function fold(growth: Growth): Folder {
  const body: Writable = {};
  const beside: Writable = {};
  return {
    push: (_event, { outputs, ...others }) => {
      for (const output of recordsOf(outputs).slice(0, 1)) append(body, { content: textIn(output) }, growth);
      assign(beside, others, growth);
    },
    result: () => {
      const isSaid = body['content'] !== undefined;
      return { body: { ...beside, ...(isSaid ? { predictions: [body] } : {}) }, complete: isSaid };
    },
  };
}

/** PaLM's texts as they are made. https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/serverStreamingPredict */
export const streamedPredict: Api = {
  ...palm,
  framings: [jsonValues, serverSentEvents],
  recognises: (body, path) => palm.recognises(plainRequest(body), path),
  readRequest: (body, path) => {
    const read = palm.readRequest(plainRequest(body), path);
    return { ...read, attributes: { ...read.attributes, 'gen_ai.request.stream': true } };
  },
  fold,
};
