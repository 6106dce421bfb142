import { asRecord, asText, compact, fieldsOf, type JsonRecord, nonEmpty, recordsOf } from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse, OutputMessage, Part } from '../../exchange';
import type { Api, Folder } from '../api';
import { withFinishReason } from '../fields/choices';
import { errorReader } from '../fields/error';
import type { Growth } from '../fields/growth';
import { readParameters } from '../fields/parameters';
import { append, assign, type Writable } from '../fields/stream';
import { jobs } from '../jobs';
import { readMessage } from '../openai/messages';
import { toolDefinitions } from '../openai/tools';
import { readUsage } from '../openai/usage';

/**
 * Runs of OpenAI's assistants, as Azure has them. What an assistant said is in the thread, and of a run only where it was streamed.
 * https://platform.openai.com/docs/api-reference/runs
 */
export const openaiRuns: Api = {
  operation: 'chat',
  provider: 'openai',
  ownPath: /\/threads\/(?:[^/]+\/)?runs(?:\/[^/]+\/submit_tool_outputs)?$/,
  recognises: ({ assistant_id: assistant, tool_outputs: outputs }, path) =>
    openaiRuns.ownPath?.test(path) === true && (typeof assistant === 'string' || recordsOf(outputs).length > 0),
  answers: ({ object }) => object === 'thread.run',
  readRequest,
  readResponse,
  readError: errorReader(),
  fold,
  later: jobs({
    ended: /^(?:completed|failed|cancelled|expired|incomplete|requires_action)$/,
    at: (id, path, { thread_id: thread }) => `${path.slice(0, path.indexOf('/threads/'))}/threads/${thread}/runs/${id}`,
    times: ['created_at', 'completed_at'],
  }),
};

const toolAnswer = ({ tool_call_id: id, output }: JsonRecord): Message => ({
  role: 'tool',
  parts: [{ type: 'tool_call_response', ...compact({ id }), response: output }],
});

function readRequest(sent: JsonRecord): ModelRequest {
  const { assistant_id: agent, model, instructions, tools, thread, tool_outputs, ...rest } = compact(sent);
  const { additional_messages: more, additional_instructions, ...fields } = rest;
  const system = [instructions, additional_instructions].flatMap((each) => asText(each) ?? []);
  return {
    model: asText(model),
    messages: [
      ...[...recordsOf(fieldsOf(thread)['messages']), ...recordsOf(more)].map(readMessage),
      ...recordsOf(tool_outputs).map(toolAnswer),
    ],
    systemInstructions: nonEmpty(system.map((content): Part => ({ type: 'text', content }))),
    tools: toolDefinitions(tools),
    ...readParameters({ ...fields, agent_id: agent }),
  };
}

function readResponse(run: JsonRecord): ModelResponse {
  const { id, model, usage, messages, required_action: action, status, ...others } = run;
  const calls = recordsOf(fieldsOf(fieldsOf(action)['submit_tool_outputs'])['tool_calls']);
  const said = recordsOf(messages).map((message) => readMessage({ role: 'assistant', content: textsOf(message) }));
  const asked = calls.length === 0 ? [] : [readMessage({ role: 'assistant', tool_calls: calls })];
  const reason = asText(fieldsOf(run['incomplete_details'])['reason']) ?? (calls.length > 0 ? 'tool_calls' : undefined);
  const all: readonly OutputMessage[] = [...said, ...asked].map((each) => withFinishReason(each, reason));
  return {
    id: asText(id),
    model: asText(model),
    messages: all,
    finishReasons: reason === undefined ? (status === 'completed' ? ['stop'] : undefined) : [reason],
    attributes: readUsage(fieldsOf(usage)),
    extra: compact({ thread_id: others['thread_id'], assistant_id: others['assistant_id'], status }),
  };
}

/** A text is an object with its value and what it cites. */
const textsOf = ({ content }: JsonRecord): readonly JsonRecord[] =>
  recordsOf(content).map(({ text, ...part }) => {
    const { value, annotations } = fieldsOf(text);
    return asRecord(text) === undefined ? part : { ...part, type: 'text', text: value, ...compact({ annotations }) };
  });

/** Events have the run, or a message that grows. */
function fold(growth: Growth): Folder {
  const body: Writable = {};
  const messages = new Map<unknown, Writable>();
  let isDone = false;
  return {
    push({ event = '', data }, fields) {
      isDone ||= data.trim() === '[DONE]' || event === 'done';
      const { object, id, delta, content } = fields;
      if (object === 'thread.run') assign(body, fields, growth);
      if (object === 'thread.message' && growth.takes(content)) messages.set(id, { content });
      const message = messages.get(id);
      if (object !== 'thread.message.delta' || message === undefined) return;
      append(message, { content: recordsOf(fieldsOf(delta)['content']) }, growth);
    },
    result: () => ({ body: { ...body, messages: [...messages.values()] }, complete: isDone }),
  };
}
