import { answeredCall, isFirstText, KnownParts } from './known-parts';
import type { Message, Part, ToolAnswer, ToolCall } from './message';

/** What two sources say of one conversation, put together. */
export interface Fuller {
  readonly messages: readonly Message[];
  /** They have nothing in common: the second one is about something else, and nothing of it was taken. */
  readonly isUnrelated: boolean;
}

/**
 * One conversation, or the choices of one answer, as two sources have it. The first one stays where it has all that the second one
 * says, else what only the second one says is added. Compared are texts, tool calls, tools' answers, and whether there are media.
 * Linear in the length of both.
 */
export function fuller(first: readonly Message[], second: readonly Message[], isOutput: boolean): Fuller {
  const beyond = differenceOf(first, second);
  if (isNothing(beyond)) return { messages: first, isUnrelated: false };
  if (first.every(isMute)) return { messages: second, isUnrelated: false };
  if (isApart(first, beyond)) return { messages: first, isUnrelated: true };
  return { messages: extended(first, second, beyond, isOutput), isUnrelated: false };
}

/** What the second conversation says and the first one does not. */
interface Difference {
  /** By the position of the message that has them. */
  readonly missing: ReadonlyMap<number, readonly Part[]>;
  /** Parts that say more, by those of the first one. */
  readonly better: ReadonlyMap<Part, Part>;
  /** Positions of messages of the second one, and those of the same messages in the first one. */
  readonly places: ReadonlyMap<number, number>;
}

/** Whether a message has a role and nothing else. */
const isMute = (message: Message | undefined): boolean =>
  message?.parts.every((part) => part.kind === 'text' && part.text.trim() === '') ?? true;

/** One may have the texts and the other one the tool calls; but texts that are all different are those of something else. */
function isApart(first: readonly Message[], { missing, places }: Difference): boolean {
  if (places.size > 0) return false;
  const kinds = new Set(first.flatMap(({ parts }) => parts.map(({ kind }) => kind)));
  return [...missing.values()].some((parts) => parts.some(({ kind }) => kinds.has(kind)));
}

const isNothing = ({ missing, better }: Difference): boolean => missing.size === 0 && better.size === 0;

function differenceOf(first: readonly Message[], second: readonly Message[]): Difference {
  const known = new KnownParts(first);
  const missing = new Map<number, readonly Part[]>();
  const better = new Map<Part, Part>();
  const places = new Map<number, number>();
  for (const [position, message] of second.entries()) {
    const unknown: Part[] = [];
    for (const part of message.parts) {
      const found = known.take(part, message);
      const place = found?.place ?? (part.kind === 'text' ? known.placeOfText(message) : undefined);
      if (place !== undefined && !places.has(position)) places.set(position, place);
      const improved = found && improvedBy(found.part, part);
      if (found !== undefined && improved !== undefined) better.set(found.part, improved);
      if (place === undefined && mayBeMissing(part, message, known)) unknown.push(part);
    }
    if (unknown.length > 0) missing.set(position, unknown);
  }
  return { missing, better, places };
}

/** The forms of media are not compared. Of the texts of a tool's answer, the first one stands for all. */
function mayBeMissing(part: Part, message: Message, known: KnownParts): boolean {
  switch (part.kind) {
    case 'text':
      return part.text.trim() !== '' && (message.role !== 'tool' || isFirstText(part, message));
    case 'reasoning':
    case 'refusal':
      return part.text.trim() !== '';
    case 'block':
      return !known.hasBlocks;
    default:
      return true;
  }
}

/** A part with what another source knows of it; `undefined` if that is no more. */
function improvedBy(own: Part, other: Part): Part | undefined {
  if (own.kind === 'tool_call' && other.kind === 'tool_call') return betterCall(own, other);
  return own.kind === 'tool_answer' ? betterAnswer(own, other) : undefined;
}

/** Some streams lose the arguments, some frameworks the id. */
function betterCall(own: ToolCall, other: ToolCall): ToolCall | undefined {
  const id = own.id ?? other.id;
  const given = isEmptyJson(own.arguments) && !isEmptyJson(other.arguments) ? other.arguments : own.arguments;
  return id === own.id && given === own.arguments ? undefined : { ...own, id, arguments: given };
}

function betterAnswer(own: ToolAnswer, other: Part): ToolAnswer | undefined {
  const said = other.kind === 'tool_answer' ? other.content : other.kind === 'text' ? other.text : null;
  const content = isEmptyAnswer(own.content) && !isEmptyAnswer(said) ? said : own.content;
  const id = own.id ?? (other.kind === 'tool_answer' ? other.id : undefined);
  return id === own.id && content === own.content ? undefined : { ...own, id, content };
}

const isEmptyJson = (text = ''): boolean => ['', '{}'].includes(text.trim());
const isEmptyAnswer = (content: ToolAnswer['content']): boolean => content === null || content.length === 0;

/** The first one with what the second one says beyond it: in the message that is the same, or in a message of its own. */
function extended(
  first: readonly Message[],
  second: readonly Message[],
  { missing, better, places }: Difference,
  isOutput: boolean,
): readonly Message[] {
  const added = first.map((): Part[] => []);
  /** By the position in the first one that they are put before. */
  const inserted = [...first, undefined].map((): Message[] => []);
  /** By the position of those of the first one that have a role only. */
  const instead = new Map<number, Message>();
  const calls = placesOfCalls(first);
  let next = 0;
  for (const [position, message] of second.entries()) {
    const place = places.get(position) ?? placeFor(position, first, second, isOutput);
    if (place !== undefined) next = Math.max(next, place + 1);
    const parts = missing.get(position) ?? [];
    if (parts.length === 0) continue;
    if (place === undefined) {
      next = Math.max(next, 1 + (calls.get(answeredCall(message)) ?? -1));
      inserted[next]?.push({ ...message, parts });
    } else if (isMute(first[place]) && !isOutput) instead.set(place, message);
    else for (const part of parts) added[place]?.push(part);
  }
  const whole = first.map(
    (message, place): Message =>
      instead.get(place) ?? {
        ...message,
        parts: [...message.parts.map((part) => better.get(part) ?? part), ...(added[place] ?? [])],
      },
  );
  return inserted.flatMap((messages, place) => [...messages, ...whole.slice(place, place + 1)]);
}

/** By the ids of the calls: an answer comes after its call. */
const placesOfCalls = (messages: readonly Message[]): ReadonlyMap<unknown, number> =>
  new Map(
    messages.flatMap(({ parts }, place) =>
      parts.flatMap((part) => (part.kind === 'tool_call' && part.id !== undefined ? [[part.id, place] as const] : [])),
    ),
  );

/** Where a message belongs that has nothing in common with another one: an answer gets no further choices because of it. */
function placeFor(
  position: number,
  first: readonly Message[],
  second: readonly Message[],
  isOutput: boolean,
): number | undefined {
  if (isOutput) return Math.min(position, first.length - 1);
  const message = first[position];
  if (first.length !== second.length || message?.role !== second[position]?.role) return undefined;
  return message?.role !== 'tool' || isMute(message) ? position : undefined;
}
