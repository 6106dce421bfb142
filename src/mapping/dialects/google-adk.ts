import { isJsonObject } from '../../json/json';
import { all, leftoverOf } from '../../json/leftovers';
import { bodyReader, requestReaders, usageReaders } from '../api-bodies/body-readers';
import { geminiMembers, geminiRequest, geminiUsage } from '../api-bodies/gemini';
import { messagesFrom } from '../messages/read-message';
import { readObject } from '../read/content';
import { asText, content, text } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo';
import { value } from '../steps/step-readers';
import type { Dialect } from './dialect';

const requestName = 'gcp.vertex.agent.llm_request';
const responseName = 'gcp.vertex.agent.llm_response';

const request = perSpan((span) => readObject(span.attributes[requestName], span));
const response = perSpan((span) => readObject(span.attributes[responseName], span));
const inResponse = bodyReader([responseName], response);

/** Google's Agent Development Kit: requests and answers as a whole, in Gemini's form whatever the model is. */
export const googleAdk: Dialect = {
  name: 'google_adk',
  isModelCall,
  steps: {
    // Several tools that ran at once have one more span beside their own, with all of the answers.
    kindOf: ({ 'gen_ai.tool.name': name }) => (name === '(merged tools)' ? 'none' : undefined),
    reads: { input: value('gcp.vertex.agent.tool_call_args'), output: value('gcp.vertex.agent.tool_response') },
  },
  reads: {
    ...requestReaders(
      [requestName],
      perSpan((span) => {
        const body = request(span);
        return body && geminiRequest(body);
      }),
    ),
    ...usageReaders(
      [responseName],
      perSpan((span) => {
        const usage = response(span)?.['usageMetadata'];
        return isJsonObject(usage) ? geminiUsage(usage) : undefined;
      }),
    ),
    responseModel: inResponse(({ modelVersion }) => asText(modelVersion)),
    output: content(
      inResponse(({ content: answer }) => (answer === undefined ? undefined : messagesFrom(answer, 'assistant'))),
    ),
    // The kit itself makes `stop` of Gemini's `STOP`.
    finishReasons: inResponse(({ finishReason }) => {
      const reason = asText(finishReason);
      return reason === undefined ? undefined : [reason];
    }),
    error: inResponse(({ errorMessage, errorCode }) => asText(errorMessage) ?? asText(errorCode)),
    session: text('gcp.vertex.agent.session_id'),
  },
  leftovers: {
    [requestName]: (span) => leftoverOf(request(span), all('model', 'contents', 'config')),
    [responseName]: (span) =>
      leftoverOf(response(span), {
        ...geminiMembers,
        ...all('content', 'finishReason', 'errorMessage', 'errorCode'),
      }),
  },
  inherited: ['gcp.vertex.agent.session_id'],
};

/** The span of a call has no operation, and the name of its agent; the spans of tools have an empty request. */
function isModelCall(attributes: Attributes): boolean | undefined {
  if (attributes[requestName] === undefined || attributes['gen_ai.operation.name'] !== undefined) return undefined;
  return attributes['gen_ai.request.model'] !== undefined;
}
