import { asText, compact, fieldsOf, type JsonRecord, parseJson } from '../../../json/json-record';
import { StreamedMedia } from '../fields/streamed-media';

/** So much is kept of the texts of one content. */
const maxChars = 64 * 1024;

/** Something that one side says, which comes in pieces: a text, sound, the call of a tool or its result. */
interface Content {
  readonly role: string;
  /** The sound that is coming is said in other words than were announced: the text of what was said comes after it. */
  readonly isGuess: boolean;
  readonly format: string;
  readonly toolUseId: string | undefined;
  readonly sound: StreamedMedia;
  text: string;
  tool: JsonRecord | undefined;
}

/** The contents of one direction. */
export class Contents {
  readonly #open = new Map<string, Content>();
  readonly #ended: Content[] = [];

  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#ended.length === 0;
  }

  /** @returns a message with a content that has ended, in the form of the Converse API; none of one that says nothing */
  push({ contentStart, contentEnd, ...pieces }: JsonRecord): JsonRecord | undefined {
    if (contentStart !== undefined) this.#begin(fieldsOf(contentStart));
    for (const [kind, value] of Object.entries(pieces)) this.#add(kind, fieldsOf(value));
    if (contentEnd === undefined) return undefined;
    const name = nameOf(fieldsOf(contentEnd));
    const content = this.#open.get(name);
    this.#open.delete(name);
    if (content === undefined) return undefined;
    if (content.role === 'assistant') this.#ended.push(content);
    return messageOf(content);
  }

  /** What is being said. */
  get rest(): readonly JsonRecord[] {
    return [...this.#open.values()].map(messageOf).filter((message) => message !== undefined);
  }

  /** All that the model has said: of a text that was only announced, what was said of it. */
  get answer(): readonly JsonRecord[] {
    const open = [...this.#open.values()].filter(({ role }) => role === 'assistant');
    const all = [...this.#ended, ...open];
    const isSaid = all.some(({ isGuess, text }) => !isGuess && text !== '');
    const said = all.filter(({ isGuess }) => !(isGuess && isSaid));
    return said.flatMap((content) => blocksOf(content));
  }

  #begin(start: JsonRecord): void {
    const { role, additionalModelFields, audioInputConfiguration, audioOutputConfiguration } = start;
    const { toolUseId } = fieldsOf(start['toolResultInputConfiguration']);
    const stage = fieldsOf(parseJson(asText(additionalModelFields) ?? ''))['generationStage'];
    const { mediaType } = fieldsOf(audioInputConfiguration ?? audioOutputConfiguration);
    const spoken = asText(role)?.toLowerCase() ?? 'user';
    this.#open.set(nameOf(start), {
      // The model calls a tool, the app answers it.
      role: spoken !== 'tool' ? spoken : toolUseId === undefined ? 'assistant' : 'user',
      isGuess: stage === 'SPECULATIVE',
      format: asText(mediaType)?.replace(/^audio\//, '') ?? 'lpcm',
      toolUseId: asText(toolUseId),
      sound: new StreamedMedia(),
      text: '',
      tool: undefined,
    });
  }

  #add(kind: string, fields: JsonRecord): void {
    const content = this.#open.get(nameOf(fields));
    if (content === undefined) return;
    const said = fields['content'];
    if (kind === 'audioInput' || kind === 'audioOutput') content.sound.add(said);
    else if (kind === 'toolUse') content.tool = fields;
    else if (content.text.length < maxChars) content.text += asText(said) ?? '';
  }
}

const nameOf = ({ contentName, contentId }: JsonRecord): string => asText(contentName) ?? asText(contentId) ?? '';

function messageOf(content: Content): JsonRecord | undefined {
  const blocks = blocksOf(content);
  return blocks.length === 0 ? undefined : { role: content.role, content: blocks };
}

function blocksOf({ toolUseId, tool, text, sound, format }: Content): readonly JsonRecord[] {
  if (tool !== undefined) {
    const { toolUseId: id, toolName: name, content } = tool;
    return [{ toolUse: compact({ toolUseId: id, name, input: parseJson(asText(content) ?? '') ?? content }) }];
  }
  if (toolUseId !== undefined) return [{ toolResult: { toolUseId, content: [{ text }] } }];
  return [
    ...(text === '' ? [] : [{ text }]),
    ...(sound.isEmpty ? [] : [{ audio: { format, source: { bytes: sound.marker } } }]),
  ];
}
