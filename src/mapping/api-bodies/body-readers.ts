import type { JsonObject } from '../../json/json';
import type { FactReaders } from '../read/facts';
import { type Parameters, parameterNames } from '../read/parameters';
import { content, gathered, type Reader } from '../read/reader';
import type { SpanView } from '../span/span-view';
import * as request from './request-body';
import * as response from './response-body';
import { type UsageBody, usageFacts, usageReads } from './usage-body';

type Read<Body> = (span: SpanView) => Body | undefined;

/** How a fact is read from a body that stands in some of a span's attributes. */
const readerFrom =
  (attributes: readonly string[], bodyOf: Read<JsonObject>) =>
  <T>(read: (body: JsonObject) => T | undefined): Reader<T> =>
    gathered({ attributes }, (span) => {
      const body = bodyOf(span);
      return body && read(body);
    });

/** All facts that a request tells which a dialect keeps whole. @param attributes that it is made of */
export function requestReads(attributes: readonly string[], bodyOf: Read<request.RequestBody>) {
  const from = readerFrom(attributes, bodyOf);
  const named = Object.fromEntries(
    parameterNames.map((name) => [name, from((body) => request.parameter(body, name))]),
  ) as { readonly [Name in keyof Parameters]: Reader<Parameters[Name]> };
  return {
    requestModel: from(request.requestModel),
    conversationId: from(request.conversationId),
    instructions: content(from(request.instructions)),
    input: content(from(request.conversation)),
    tools: content(from(request.toolsOf)),
    toolChoice: from(request.toolChoiceOf),
    responseFormat: from(request.responseFormatOf),
    ...named,
    otherParameters: from(request.otherParameters),
  } satisfies FactReaders;
}

/** All facts that an answer tells which a dialect keeps whole, but its usage. */
export function responseReads(attributes: readonly string[], bodyOf: Read<response.ResponseBody>) {
  const from = readerFrom(attributes, bodyOf);
  return {
    responseId: from(response.responseId),
    responseModel: from(response.responseModel),
    output: content(from(response.choices)),
    finishReasons: from(response.finishReasons),
  } satisfies FactReaders;
}

/** All counts that an API or a framework reports in one object. */
export function usageReaders(attributes: readonly string[], bodyOf: Read<UsageBody>) {
  const from = readerFrom(attributes, bodyOf);
  return Object.fromEntries(usageFacts.map((fact) => [fact, from(usageReads[fact])])) as {
    readonly [Fact in (typeof usageFacts)[number]]: Reader<number>;
  };
}
