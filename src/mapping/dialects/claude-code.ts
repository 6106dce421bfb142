import { isJsonObject, type JsonObject } from '../../json/json';
import { requestReaders, responseReaders } from '../api-bodies/body-readers';
import * as request from '../api-bodies/request-body';
import { leftoverOfResponse } from '../api-bodies/response-members';
import { readValue } from '../read/content';
import { asObject, asText, composed, content, count, firstOf, number, positive } from '../read/reader';
import { perSpan } from '../span/memo';
import type { SpanView } from '../span/span-view';
import { value } from '../steps/step-readers';
import type { Dialect } from './dialect';

const names = { request: 'claude_code.api_request_body', response: 'claude_code.api_response_body' } as const;

const toolOutput = 'tool.output';

const bodyIn = (name: string) =>
  perSpan((span: SpanView): JsonObject | undefined => {
    const body = readValue(span.attributes[name], span);
    return isJsonObject(body) ? body : undefined;
  });

const given = bodyIn(names.request);
const requestBody = perSpan((span: SpanView) => {
  const body = given(span);
  return body && request.requestBody(body);
});
const responseBody = bodyIn(names.response);

/**
 * Claude Code, which the Claude Agent SDK runs (2.1): what its spans have beside the conventions' attributes, and what its log events
 * say of them, which the receiver of both has put on the span.
 */
export const claudeCode: Dialect = {
  name: 'claude-code',
  reads: {
    ...requestReaders([names.request], requestBody),
    ...responseReaders([names.response], responseBody),
    cacheWriteTokens: count('cache_creation_tokens'),
    cost: positive('claude_code.cost_usd'),
    timeToFirstToken: number('ttft_ms'),
  },
  leftovers: {
    [names.response]: (span) => leftoverOfResponse(responseBody(span), requestBody(span)),
  },
  steps: {
    reads: {
      input: firstOf(value('claude_code.tool_input'), value('user_prompt')),
      // The id is there as `gen_ai.tool.call.id`, too.
      output: content(composed({ attributes: ['tool_use_id'] }, outputOfTool)),
    },
  },
};

/** Of a command its output, of others the content of the file, or whatever the tool is about. */
function outputOfTool({ events }: SpanView): JsonObject | string | undefined {
  const attributes = asObject(events.find((event) => event?.name === toolOutput)?.attributes);
  return asText(attributes?.['content']) ?? asText(attributes?.['output']) ?? attributes;
}
