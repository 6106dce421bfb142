import type { JsonObject } from '../../json/json';

/** A message in nobody's form. Several parts of one kind may follow each other, in any order. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly name?: string | undefined;
  readonly finishReason?: string | undefined;
  /** Fields that only its producer knows. */
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
  /** Empty where a model's reasoning is told of, and not told. */
  readonly text: string;
  readonly others?: Others;
}

/** What stands beside it: what a request wants cached, signatures of reasoning, citations. */
type Others = JsonObject | undefined;

export interface ToolCall {
  readonly kind: 'tool_call';
  readonly id?: string | undefined;
  /** The id of the item that holds the call, where that is another (OpenAI's Responses API). */
  readonly itemId?: string | undefined;
  /** `function` unless said otherwise. */
  readonly type?: string | undefined;
  readonly name: string;
  /** As text: JSON, but for the free text of custom tools. Unknown where content was not captured. */
  readonly arguments?: string | undefined;
  readonly others?: Others;
}

export interface ToolAnswer {
  readonly kind: 'tool_answer';
  readonly id?: string | undefined;
  /** The tool's. */
  readonly name?: string | undefined;
  readonly content: string | readonly JsonObject[] | null;
  /** For where an answer cannot be a message of its own: the part as it was. */
  readonly block: JsonObject;
  readonly others?: Others;
}
