import { asNumber, asRecord, asText, compact, fieldsOf, type JsonRecord, parseJson } from '../../../json/json-record';
import type { Ending, Moment, OpenSession, SocketCall, SocketCalls, SocketSession } from '../../sockets/socket-calls';
import { BoundedList } from '../realtime/bounded-list';
import { Contents } from './contents';

export const sonicSession: OpenSession = (calls) => new SonicSession(calls);

/** Tokens of each kind, of all events of a completion. */
const noTokens = { inputTokens: 0, outputTokens: 0, speechInputTokens: 0, speechOutputTokens: 0 };

/**
 * Nova Sonic's events, which pass in both directions of one request: each completion is a call, with the conversation so far in the form of
 * the Converse API. https://docs.aws.amazon.com/nova/latest/userguide/speech-bidirection.html
 */
class SonicSession implements SocketSession {
  readonly #calls: SocketCalls;
  readonly #said = new BoundedList<JsonRecord>();
  readonly #sent: Contents;
  #came = new Contents();
  #settings: JsonRecord = {};
  #system: readonly unknown[] = [];
  #asked: Moment;
  #call: SocketCall | undefined;
  #tokens: typeof noTokens | undefined;

  constructor(calls: SocketCalls) {
    this.#calls = calls;
    this.#asked = calls.now;
    this.#sent = new Contents();
  }

  get kept(): number {
    return this.#said.kept + (this.#call?.kept ?? 0);
  }

  sent({ event }: JsonRecord): void {
    const { sessionStart, promptStart, ...others } = fieldsOf(event);
    const { inferenceConfiguration: inferenceConfig } = fieldsOf(sessionStart);
    const { toolConfiguration: toolConfig, audioOutputConfiguration: audio } = fieldsOf(promptStart);
    this.#settings = { ...this.#settings, ...compact({ inferenceConfig, toolConfig: withSchemas(toolConfig), audio }) };
    this.#asked = this.#calls.now;
    const message = this.#sent.push(others);
    if (message?.['role'] === 'system') this.#system = [...this.#system, ...(message['content'] as readonly unknown[])];
    else if (message !== undefined) this.#said.add(message);
  }

  received(message: JsonRecord): void {
    const error = asRecord(message['error']);
    const { completionStart, completionEnd, usageEvent, ...others } = fieldsOf(message['event']);
    if (error !== undefined) this.#current.push({ error });
    if (completionStart !== undefined) this.#begin();
    if (usageEvent !== undefined) this.#count(fieldsOf(usageEvent));
    if (Object.keys(others).length > 0) {
      this.#current.touch();
      const said = this.#came.push(others);
      if (said?.['role'] === 'user') this.#said.add(said); // what the user was understood to say
    }
    if (completionEnd !== undefined) this.#end(asText(fieldsOf(completionEnd)['stopReason']));
  }

  settle(): void {
    // The usage of a completion comes before its end.
  }

  closed(ending: Ending): void {
    const isAsked = this.#said.items.length > 0 || !this.#sent.isEmpty;
    if (this.#call === undefined && !(isAsked && ending.verdict === 'error')) return;
    this.#end(undefined, ending);
  }

  get #current(): SocketCall {
    return this.#call ?? this.#begin();
  }

  #begin(): SocketCall {
    this.#call ??= this.#calls.begin(this.#asked, () => ({
      object: 'sonic.request',
      ...this.#settings,
      ...(this.#system.length > 0 ? { system: this.#system } : {}),
      messages: [...this.#said.items, ...this.#sent.rest],
    }));
    return this.#call;
  }

  #count({ details }: JsonRecord): void {
    const { input, output } = fieldsOf(fieldsOf(details)['delta']);
    const [sent, made] = [fieldsOf(input), fieldsOf(output)].map(({ speechTokens, textTokens }) => ({
      speech: asNumber(speechTokens) ?? 0,
      text: asNumber(textTokens) ?? 0,
    }));
    const before = this.#tokens ?? noTokens;
    this.#tokens = {
      inputTokens: before.inputTokens + (sent?.speech ?? 0) + (sent?.text ?? 0),
      outputTokens: before.outputTokens + (made?.speech ?? 0) + (made?.text ?? 0),
      speechInputTokens: before.speechInputTokens + (sent?.speech ?? 0),
      speechOutputTokens: before.speechOutputTokens + (made?.speech ?? 0),
    };
  }

  #end(stopReason: string | undefined, ending?: Ending): void {
    const call = this.#current;
    const content = this.#came.answer;
    const message = content.length > 0 ? { role: 'assistant', content } : undefined;
    const answer = compact({ output: message && { message }, stopReason, usage: this.#tokens });
    if (Object.keys(answer).length > 0) call.push(answer);
    call.end(ending);
    this.#call = undefined;
    this.#tokens = undefined;
    this.#came = new Contents();
    if (message !== undefined) this.#said.add(message);
  }
}

/** The schemas of tools are texts with JSON. */
function withSchemas(toolConfig: unknown): JsonRecord | undefined {
  const config = asRecord(toolConfig);
  if (config === undefined || !Array.isArray(config['tools'])) return config;
  const tools = config['tools'].map((tool) => {
    const spec = fieldsOf(fieldsOf(tool)['toolSpec']);
    const { json } = fieldsOf(spec['inputSchema']);
    return { toolSpec: { ...spec, inputSchema: { json: typeof json === 'string' ? parseJson(json) : json } } };
  });
  return { ...config, tools };
}
