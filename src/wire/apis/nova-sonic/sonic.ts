import { compact, fieldsOf, type JsonRecord, without } from '../../../json/json-record';
import type { Api } from '../api';
import { bedrockConverse } from '../bedrock/converse';
import { bedrockUsage } from '../bedrock/usage';
import { assign, type Writable } from '../fields/stream';

/** One completion of Nova Sonic, as the session has put it together: in the form of the Converse API. */
export const novaSonic: Api = {
  ...bedrockConverse,
  recognises: ({ object }) => object === 'sonic.request',
  readRequest: (body, path) => bedrockConverse.readRequest(without(body, 'object'), path),
  readResponse: ({ usage, ...body }) => {
    const { speechInputTokens: sent, speechOutputTokens: made, ...counts } = fieldsOf(usage);
    const speech = { 'gen_ai.usage.audio.input_tokens': sent, 'gen_ai.usage.audio.output_tokens': made };
    const response = bedrockConverse.readResponse(body);
    return { ...response, attributes: { ...response.attributes, ...bedrockUsage(counts), ...compact(speech) } };
  },
  fold: (growth) => {
    const body: Writable = {};
    return {
      push: (_event, fields: JsonRecord) => assign(body, fields, growth),
      result: () => ({ body, complete: body['stopReason'] !== undefined }),
    };
  },
};
