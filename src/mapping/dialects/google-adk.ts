import { isJsonObject } from '../../json/json';
import { all, restOf } from '../../json/leftovers';
import { requestReads, usageReaders } from '../api-bodies/body-readers';
import { geminiFields, geminiRequest, geminiUsage } from '../api-bodies/gemini';
import { messagesFrom } from '../messages/read-message';
import { readObject } from '../read/content';
import { asText, content, gathered, text } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo-per-span';
import type { Dialect } from './dialect';

const asked = 'gcp.vertex.agent.llm_request';
const answered = 'gcp.vertex.agent.llm_response';

const body = perSpan((span) => readObject(span.attributes[asked], span));

const request = perSpan((span) => {
  const sent = body(span);
  return sent && geminiRequest(sent);
});

const response = perSpan((span) => readObject(span.attributes[answered], span));

const usage = perSpan((span) => {
  const counts = response(span)?.['usageMetadata'];
  return isJsonObject(counts) ? geminiUsage(counts) : undefined;
});

/** Google's Agent Development Kit: requests and answers as a whole, in Gemini's form whichever model it asks. */
export const googleAdk: Dialect = {
  name: 'google_adk',
  isModelCall,
  reads: {
    ...requestReads([asked], request),
    ...usageReaders([answered], usage),
    responseModel: gathered({ attributes: [answered] }, (span) => asText(response(span)?.['modelVersion'])),
    output: content(
      gathered({ attributes: [answered] }, (span) => {
        const said = response(span)?.['content'];
        return said === undefined ? undefined : messagesFrom(said, 'assistant');
      }),
    ),
    // The kit itself makes `stop` of Gemini's `STOP`.
    finishReasons: gathered({ attributes: [answered] }, (span) => {
      const reason = asText(response(span)?.['finishReason']);
      return reason === undefined ? undefined : [reason];
    }),
    error: gathered({ attributes: [answered] }, (span) => {
      const { errorMessage, errorCode } = response(span) ?? {};
      return asText(errorMessage) ?? asText(errorCode);
    }),
    session: text('gcp.vertex.agent.session_id'),
  },
  rests: {
    [asked]: (span) => restOf(body(span), all('model', 'contents', 'config')),
    [answered]: (span) =>
      restOf(response(span), { ...geminiFields, ...all('content', 'finishReason', 'errorMessage', 'errorCode') }),
  },
  inherited: ['gcp.vertex.agent.session_id'],
};

/** A call has no operation, and has the name of its agent; spans of tools have an empty request. */
function isModelCall(attributes: Attributes): boolean | undefined {
  if (attributes[asked] === undefined || attributes['gen_ai.operation.name'] !== undefined) return undefined;
  return attributes['gen_ai.request.model'] !== undefined;
}
