import type { JsonObject } from '../../json/json';

/** A message in no API's form. Parts are in any order, and several of one kind may follow each other. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly name?: string | undefined;
  readonly finishReason?: string | undefined;
  /** Members that only its producer knows. */
  readonly others?: JsonObject | undefined;
}

export type Part =
  | Text
  | ToolCall
  | ToolAnswer
  /** Other content: in the form of OpenAI's chat API where that has one, else as it was. */
  | { readonly kind: 'block'; readonly block: JsonObject };

export interface Text {
  readonly kind: 'text' | 'reasoning' | 'refusal';
  /** Empty where a model has reasoned and its reasoning is not disclosed. */
  readonly text: string;
  readonly others?: Others;
}

/** The other members of a part: cache control, signatures of reasoning, citations. */
type Others = JsonObject | undefined;

export interface ToolCall {
  readonly kind: 'tool_call';
  readonly id?: string | undefined;
  /** The id of the item that holds the call, where that is another (OpenAI's Responses API). */
  readonly itemId?: string | undefined;
  /** Default: `function`. */
  readonly type?: string | undefined;
  readonly name: string;
  /** As text: JSON, but for the free text of custom tools. Unknown where content was not captured. */
  readonly arguments?: string | undefined;
  readonly others?: Others;
}

export interface ToolAnswer {
  readonly kind: 'tool_answer';
  /** The id of the call that it answers. */
  readonly id?: string | undefined;
  /** The name of the tool. */
  readonly name?: string | undefined;
  readonly content: string | readonly JsonObject[] | null;
  /** For where an answer cannot be a message of its own: the part as it was. */
  readonly block: JsonObject;
  readonly others?: Others;
}
