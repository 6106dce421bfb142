import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { Carried } from '../support/carried';
import { missing } from '../support/comparison';
import { truthOf } from '../support/truth';
import { missingFrom } from '../wire/support/captured';
import { type Forms, inRecord } from '../wire/support/forms';
import { takenApart } from '../wire/support/record-leaves';

type Json = Readonly<Record<string, unknown>>;

/** One request to a stand-in and what it answered. */
export interface Exchange {
  readonly path: string;
  readonly request: Json | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** 0: nobody answered. */
  readonly status: number;
  /** The body of an answer. */
  readonly response?: unknown;
  /** What was sent of a stream, in order. */
  readonly chunks?: readonly unknown[];
  /** The answer that a stream is made of. */
  readonly whole?: unknown;
}

/** What of an exchange does not stand in its record. */
export type Judge = (request: Json, answer: unknown, event: CreateModelEvent, path: string) => readonly string[];

/** Both: the fields in their places, and nothing lost beside them. */
export const byFieldAndLeaf =
  (forms: Forms): Judge =>
  (request, answer, event, path) => [
    ...byField(request, answer, event, path),
    ...byLeaf(forms)(request, path.endsWith('/responses') ? unrepeated(answer) : answer, event, path),
  ];

/** Without what an answer of the Responses API repeats of its request. */
function unrepeated(answer: unknown): unknown {
  const { id, model, output, usage, incomplete_details } = (answer ?? {}) as Json;
  return { id, model, output, usage, incomplete_details };
}

/** Field by field, by a reader of the API that knows nothing of the mapping. */
export const byField: Judge = (request, answer, event, path) => {
  const response = (answer ?? {}) as Json;
  return missing(event, truthOf({ path, request, response }), new Carried(request, response)).filter(
    // A call that Anthropic answers itself is content: nobody else has to answer it.
    (aspect) => aspect !== 'output tool call' || !JSON.stringify(response).includes('server_tool_use'),
  );
};

/** Text by text and number by number. */
export const byLeaf =
  (forms: Forms): Judge =>
  (request, answer, event) =>
    missingFrom(takenApart(event), [request, answer], inRecord(forms));

/**
 * Everything that is wrong with the record of an exchange.
 * @param left which answers the app stops reading in their middle; some SDKs read on
 */
export function problemsOf(
  exchange: Exchange,
  event: CreateModelEvent,
  { judge, left = /\[\[(slow|endless|late)\]\]/ }: { readonly judge: Judge; readonly left?: RegExp },
): readonly string[] {
  const { request = {}, response, whole, status } = exchange;
  const path = exchange.path.split('?')[0] ?? '';
  const asked = JSON.stringify(request);
  const isBroken = status !== 200 || /\[\[(cut|fail|failed|sse-error)\]\]/.test(asked);
  const isLeft = left.test(asked);
  const answer = isBroken || isLeft ? undefined : (response ?? whole);
  return [
    ...judge(request, answer, event, path),
    ...(isBroken && event.error === null ? ['no error'] : []),
    ...(!isBroken && !isLeft && event.error !== null ? [`the error "${event.error}"`] : []),
    ...wordsOf(exchange)
      .filter((words) => event.error?.includes(words) !== true)
      .map((words) => `the provider's "${words}"`),
    ...resendsOf(exchange)
      .filter((count) => event.metadata?.['http.request.resend_count'] !== count)
      .map((count) => `${count} attempts before it`),
    ...(/secret-key|AKIASECRET|sk-(ant-)?test/.test(JSON.stringify(event)) ? ['a credential'] : []),
  ];
}

/** How many times an SDK says that it had sent a request before, unless it was the first time. */
function resendsOf({ headers = {} }: Exchange): readonly number[] {
  const count = Number(headers['x-stainless-retry-count'] ?? 0);
  return count === 0 ? [] : [count];
}

/** The provider's own words about a failure. */
function wordsOf({ status, response, chunks = [] }: Exchange): readonly string[] {
  return [...(status === 200 ? [] : [response]), ...chunks].flatMap((body) => {
    const { error, message } = (body ?? {}) as { error?: { message?: string } | string; message?: unknown };
    const words = typeof error === 'string' ? error : (error?.message ?? message);
    return typeof words === 'string' ? [words] : [];
  });
}
