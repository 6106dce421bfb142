import { asText, compact, fieldsOf, type JsonRecord, nonEmpty, recordsOf, without } from '../../../json/json-record';
import type { Ending, SocketCall } from '../../sockets/socket-calls';
import { isSound, StreamedContent, soundIn } from './streamed-content';

/** What the server says of a turn beside what the model says. */
const marks = [
  'modelTurn',
  'outputTranscription',
  'inputTranscription',
  'turnComplete',
  'generationComplete',
  'interrupted',
];

/** A turn of the model, while it passes. Its events become those of a streamed response. */
export class Turn {
  readonly #call: SocketCall;
  /** What the user said before it, to which its transcript may still be added. */
  readonly input: StreamedContent;
  readonly user: { content: JsonRecord } | undefined;
  readonly #spoken = new StreamedContent();
  readonly #called: JsonRecord[] = [];
  /** Since the last piece of sound had its place among the parts. */
  #sound = new StreamedContent();
  #isOver = false;
  #isComplete = false;
  #hasUsage = false;

  constructor(call: SocketCall, input: StreamedContent, user: { content: JsonRecord } | undefined) {
    this.#call = call;
    this.input = input;
    this.user = user;
  }

  get kept(): number {
    return this.#call.kept;
  }

  /** The model says no more in it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The server has said all that it says of it, but perhaps its usage. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get hasUsage(): boolean {
    return this.#hasUsage;
  }

  /** It may be over, if the functions have to be answered first. */
  get hasCalled(): boolean {
    return this.#called.length > 0;
  }

  /** What the model has said, as parts of a content. */
  get parts(): readonly JsonRecord[] {
    return [...this.#spoken.parts, ...this.#called];
  }

  push(content: JsonRecord, calls: readonly JsonRecord[]): void {
    const parts = recordsOf(fieldsOf(content['modelTurn'])['parts']);
    for (const part of parts.filter(isSound)) {
      this.#sound.add(soundIn(part));
      this.#spoken.add(soundIn(part));
    }
    const said = parts.filter((part) => !isSound(part));
    for (const { text, thought } of said) if (thought !== true) this.#spoken.say(text);
    const text = asText(fieldsOf(content['outputTranscription'])['text']);
    this.#spoken.say(text);
    this.#called.push(...calls.map((functionCall) => ({ functionCall })));
    const all = [
      ...said,
      ...(text === undefined ? [] : [{ text }]),
      ...calls.map((functionCall) => ({ functionCall })),
    ];
    const others = nonEmpty(without(content, ...marks, 'turnCompleteReason'));
    if (all.length > 0 || others !== undefined) this.#push(all, others);
    else this.#call.touch();
    if (calls.length > 0) this.#conclude('STOP');
    this.#endAs(content);
  }

  /** Something beside what the model says: usage, that the connection is going to end. */
  note(fields: JsonRecord): void {
    if (nonEmpty(fields) === undefined) return;
    this.#hasUsage ||= fields['usageMetadata'] !== undefined;
    this.#call.push(fields);
  }

  end(ending?: Ending): void {
    if (ending !== undefined) this.#pushSound();
    this.#call.end(ending);
  }

  #endAs({ turnComplete, generationComplete, interrupted, turnCompleteReason }: JsonRecord): void {
    if (interrupted === true) this.#conclude('INTERRUPTED');
    else if (generationComplete === true || turnComplete === true) this.#conclude(asText(turnCompleteReason) ?? 'STOP');
    else return;
    this.#isOver = true;
    this.#isComplete ||= turnComplete === true;
  }

  /** The first reason counts: a turn that was interrupted is complete afterwards. */
  #conclude(reason: string): void {
    this.#pushSound();
    if (!this.#isOver) this.#push([], compact({ finishReason: reason }));
  }

  #pushSound(): void {
    const { mediaParts } = this.#sound;
    if (mediaParts.length > 0) this.#push(mediaParts);
    this.#sound = new StreamedContent();
  }

  #push(parts: readonly JsonRecord[], fields: JsonRecord = {}): void {
    const content = parts.length > 0 ? { content: { role: 'model', parts } } : {};
    this.#call.push({ candidates: [{ index: 0, ...content, ...fields }] });
  }
}
