import type { JsonObject } from '../../json/json';
import type { FactReaders } from '../read/facts';
import { parameterReaders } from '../read/parameters';
import { composed, content, type Reader } from '../read/reader';
import type { SpanView } from '../span/span-view';
import * as request from './request-body';
import * as response from './response-body';
import { type UsageBody, type UsageFact, usageCost, usageCount, usageFacts } from './usage-body';

type Read<Body> = (span: SpanView) => Body | undefined;

/** Makes readers of facts in a body. @param attributes that the body is made of */
export const bodyReader =
  <Body = JsonObject>(attributes: readonly string[], bodyOf: Read<Body>) =>
  <T>(read: (body: Body) => T | undefined): Reader<T> =>
    composed({ attributes }, (span) => {
      const body = bodyOf(span);
      return body && read(body);
    });

/** Readers of all facts in a request that a dialect keeps whole. */
export function requestReaders(attributes: readonly string[], bodyOf: Read<request.RequestBody>) {
  const from = bodyReader(attributes, bodyOf);
  return {
    requestModel: from(request.requestModel),
    conversationId: from(request.conversationId),
    instructions: content(from(request.instructions)),
    input: content(from(request.conversation)),
    tools: content(from(request.toolsOf)),
    toolChoice: from(request.toolChoiceOf),
    responseFormat: from(request.responseFormatOf),
    ...parameterReaders((name) => from((body) => request.parameter(body, name))),
    otherParameters: from(request.otherParameters),
  } satisfies FactReaders;
}

/** Readers of all facts in an answer that a dialect keeps whole, but its usage. */
export function responseReaders(attributes: readonly string[], bodyOf: Read<response.ResponseBody>) {
  const from = bodyReader(attributes, bodyOf);
  return {
    responseId: from(response.responseId),
    responseModel: from(response.responseModel),
    output: content(from(response.choices)),
    finishReasons: from(response.finishReasons),
  } satisfies FactReaders;
}

/** Readers of all counts, and of the cost, that an API or a framework reports in one object. */
export function usageReaders(attributes: readonly string[], bodyOf: Read<UsageBody>) {
  const from = bodyReader(attributes, bodyOf);
  const counts = usageFacts.map((fact) => [fact, from((usage) => usageCount(usage, fact))] as const);
  return { ...Object.fromEntries(counts), cost: from(usageCost) } as {
    readonly [Name in UsageFact | 'cost']: Reader<number>;
  };
}
