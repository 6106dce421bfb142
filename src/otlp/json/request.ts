import { MalformedOtlp } from '../malformed-otlp';
import type { OtlpScope, OtlpSpan } from '../received-span';
import { attributesOf } from './any-value';
import { type Members, objectOf, readEach, readObject, textOf, within } from './members';
import { spanOf } from './span';

/** @throws MalformedOtlp */
export function readRequestJson(text: string): readonly OtlpSpan[] {
  const spans: OtlpSpan[] = [];
  readEach(requestIn(text), 'resourceSpans', (item) => readResourceSpans(item, spans), 'resource_spans');
  return spans;
}

function readResourceSpans(members: Members, spans: OtlpSpan[]): void {
  const resource = readObject(members, 'resource', (object) => ({ attributes: attributesOf(object) }));
  const read = (item: Members): void => {
    const scope = readObject(item, 'scope', scopeOf);
    readEach(item, 'spans', (span) => spans.push(spanOf(span, resource, scope)));
  };
  readEach(members, 'scopeSpans', read, 'scope_spans');
}

const scopeOf = (members: Members): OtlpScope => ({
  name: textOf(members, 'name'),
  version: textOf(members, 'version') || undefined,
});

const theBody = 'the body';

function requestIn(text: string): Members {
  const body = parsed(text);
  try {
    return objectOf(body);
  } catch (error) {
    throw within(theBody, error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedOtlp('no JSON', theBody); // the message of JSON.parse quotes the text
  }
}
