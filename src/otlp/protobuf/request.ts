import type { BoundedList } from '../bounded-list';
import type { Attributes } from '../put';
import { noAttributes, type OtlpResource, type OtlpScope } from '../received-span';
import { withAttribute } from './any-value';
import type { WireReader } from './wire-reader';

/*
 * Requests of traces and of logs have the same fields under other names: resources, in these scopes, in these spans or log records.
 * Those refer to their resource and their scope from the first, which may be written behind them.
 */

interface Resource {
  attributes: Attributes;
}

interface Scope {
  name: string;
  version: string | undefined;
}

/** Reads a span or a log record. */
export type ReadItem<T> = (reader: WireReader, resource: OtlpResource, scope: OtlpScope) => T;

/** @param reader at the beginning of an ExportTraceServiceRequest or an ExportLogsServiceRequest */
export function readRequest<T>(reader: WireReader, readItem: ReadItem<T>, list: BoundedList<T>): readonly T[] {
  while (reader.next()) {
    if (reader.field === 1) readOfResource(reader, readItem, list);
    else reader.skip();
  }
  return list.items;
}

/** ResourceSpans or ResourceLogs. */
function readOfResource<T>(reader: WireReader, readItem: ReadItem<T>, list: BoundedList<T>): void {
  const outer = reader.enter();
  const resource: Resource = { attributes: noAttributes };
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        readResource(reader, resource);
        break;
      case 2:
        readOfScope(reader, resource, readItem, list);
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

/** ScopeSpans or ScopeLogs. */
function readOfScope<T>(reader: WireReader, resource: Resource, readItem: ReadItem<T>, list: BoundedList<T>): void {
  const outer = reader.enter();
  const scope: Scope = { name: '', version: undefined };
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        readScope(reader, scope);
        break;
      case 2:
        list.add(readItem(reader, resource, scope));
        break;
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
