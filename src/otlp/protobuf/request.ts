import type { Attributes } from '../put';
import { noAttributes, type OtlpSpan, ReceivedSpan } from '../received-span';
import { withAttribute } from './any-value';
import { readSpan } from './span';
import type { WireReader } from './wire-reader';

/* Spans refer to their resource and their scope from the first, which may be written behind them. */

interface Resource {
  attributes: Attributes;
}

interface Scope {
  name: string;
  version: string | undefined;
}

/** @param reader at the beginning of an ExportTraceServiceRequest */
export function readRequest(reader: WireReader): readonly OtlpSpan[] {
  const spans: OtlpSpan[] = [];
  while (reader.next()) {
    if (reader.field === 1) readResourceSpans(reader, spans);
    else reader.skip();
  }
  return spans;
}

function readResourceSpans(reader: WireReader, spans: OtlpSpan[]): void {
  const outer = reader.enter();
  const resource: Resource = { attributes: noAttributes };
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        readResource(reader, resource);
        break;
      case 2:
        readScopeSpans(reader, resource, spans);
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
}

function readResource(reader: WireReader, resource: Resource): void {
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.field === 1) resource.attributes = withAttribute(reader, resource.attributes);
    else reader.skip();
  }
  reader.leave(outer);
}

function readScopeSpans(reader: WireReader, resource: Resource, spans: OtlpSpan[]): void {
  const outer = reader.enter();
  const scope: Scope = { name: '', version: undefined };
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        readScope(reader, scope);
        break;
      case 2: {
        const span = new ReceivedSpan(resource, scope);
        readSpan(reader, span);
        spans.push(span);
        break;
      }
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
}

function readScope(reader: WireReader, scope: Scope): void {
  const outer = reader.enter();
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        scope.name = reader.text();
        break;
      case 2:
        scope.version = reader.text() || undefined;
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
}
