import { stringify } from '../../json/json';
import { comparable } from './comparable';
import type { Message, Part } from './message';

/** A part of a conversation, and the position of its message. */
export interface Known {
  readonly part: Part;
  readonly place: number;
}

/** By what a part is the same as one of another source: its id, or else what it says. */
interface Key {
  readonly id: string | undefined;
  readonly said: string;
}

/** The parts of a conversation by what they say, each to be found once. */
export class KnownParts {
  readonly #messages: readonly Message[];
  readonly #byId = new Map<string, Known[]>();
  readonly #bySaid = new Map<string, Known[]>();
  readonly #withoutId = new Map<string, Known[]>();
  readonly #taken = new Set<Part>();
  #placesOfTexts: ReadonlyMap<string, number> | undefined;
  /** By message, which is asked for with each of its parts. */
  readonly #found = new Map<Message, number | undefined>();
  #hasBlocks = false;

  constructor(messages: readonly Message[]) {
    this.#messages = messages;
    // Backwards, since the last of a list is taken first.
    for (let place = messages.length - 1; place >= 0; place -= 1) {
      const message = messages[place];
      for (const part of message?.parts.toReversed() ?? []) if (message !== undefined) this.#add(part, message, place);
    }
  }

  get hasBlocks(): boolean {
    return this.#hasBlocks;
  }

  /** The part that is the same, unless it was taken before. */
  take(part: Part, message: Message): Known | undefined {
    const key = keyOf(part, message);
    if (key === undefined) return undefined;
    const { id, said } = key;
    if (id === undefined) return this.#takeFrom(this.#bySaid.get(said));
    return this.#takeFrom(this.#byId.get(id)) ?? this.#takeFrom(this.#withoutId.get(said));
  }

  /** The position of the message with the same text, however either is divided into parts. */
  placeOfText(message: Message): number | undefined {
    if (!this.#found.has(message)) this.#found.set(message, this.#findPlaceOfText(message));
    return this.#found.get(message);
  }

  #findPlaceOfText(message: Message): number | undefined {
    this.#placesOfTexts ??= new Map(
      [...this.#messages.entries()].map(([place, each]) => [textOf(each), place] as const).toReversed(),
    );
    const text = textOf(message);
    return text === '' ? undefined : this.#placesOfTexts.get(text);
  }

  #add(part: Part, message: Message, place: number): void {
    this.#hasBlocks ||= part.kind === 'block';
    const key = keyOf(part, message);
    if (key === undefined) return;
    const known = { part, place };
    addTo(this.#bySaid, key.said, known);
    if (key.id === undefined) addTo(this.#withoutId, key.said, known);
    else addTo(this.#byId, key.id, known);
  }

  #takeFrom(list: Known[] | undefined): Known | undefined {
    for (let known = list?.pop(); known !== undefined; known = list?.pop()) {
      if (this.#taken.has(known.part)) continue;
      this.#taken.add(known.part);
      return known;
    }
    return undefined;
  }
}

function addTo(index: Map<string, Known[]>, key: string, known: Known): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [known]);
  else list.push(known);
}

/** `undefined` for a part that says nothing, or whose forms cannot be compared. */
function keyOf(part: Part, message: Message): Key | undefined {
  switch (part.kind) {
    case 'text':
      return message.role === 'tool' ? answerOf(part, message) : textKey(part.text);
    case 'reasoning':
    case 'refusal':
      return textKey(part.text);
    case 'tool_call':
      return {
        id: part.id && `call ${part.id}`,
        // Each library writes arguments with other spaces, and in another order.
        said: `call ${part.name} ${comparable(part.arguments ?? '')}`,
      };
    case 'tool_answer':
      return answerKey(part.id, typeof part.content === 'string' ? part.content : stringify(part.content));
    case 'block':
      return undefined;
  }
}

const textKey = (text: string): Key | undefined => {
  const said = text.trim();
  return said === '' ? undefined : { id: undefined, said: `text ${said}` };
};

/** The id of the call that a message or a part of it answers. */
export const answeredCall = ({ others, parts }: Message): string | undefined => {
  const id = others?.['tool_call_id'];
  const answer = parts.find((part) => part.kind === 'tool_answer');
  return typeof id === 'string' ? id : answer?.kind === 'tool_answer' ? answer.id : undefined;
};

/** The first text of a message, which is asked for with each of its parts. */
export function isFirstText(part: Part, message: Message): boolean {
  if (!firstTexts.has(message))
    firstTexts.set(
      message,
      message.parts.find(({ kind }) => kind === 'text'),
    );
  return firstTexts.get(message) === part;
}
const firstTexts = new WeakMap<Message, Part | undefined>();

/** The answer of a tool as chat APIs have it, whose message may have several texts. */
function answerOf(part: Part, message: Message): Key | undefined {
  if (!isFirstText(part, message)) return undefined;
  const { parts, others } = message;
  const texts = parts.flatMap((each) => (each.kind === 'text' ? [each] : []));
  const id = others?.['tool_call_id'];
  return answerKey(typeof id === 'string' ? id : undefined, texts.map(({ text }) => text).join('\n'));
}

const answerKey = (id: string | undefined, content: string): Key => ({
  id: id && `answer ${id}`,
  said: `answer ${comparable(content)}`,
});

/** Without white space, by which sources differ where they put texts together. */
const textOf = ({ parts, role }: Message): string =>
  role === 'tool'
    ? ''
    : parts
        .flatMap((part) => (part.kind === 'text' ? part.text : []))
        .join('')
        .replace(/\s/g, '');
