import type { BoundedList } from '../bounded-list';
import { MalformedOtlp } from '../malformed-otlp';
import type { OtlpResource, OtlpScope } from '../received-span';
import { attributesOf } from './any-value';
import { type Members, objectOf, readEach, readObject, textOf, within } from './members';

/** What a request is called by, in JSON and in the .proto file: the lists of its resources and of their scopes, and what is in these. */
export interface RequestNames {
  readonly resources: readonly [name: string, protoName: string];
  readonly scopes: readonly [name: string, protoName: string];
  readonly items: readonly [name: string, protoName: string];
}

export const tracesNames: RequestNames = {
  resources: ['resourceSpans', 'resource_spans'],
  scopes: ['scopeSpans', 'scope_spans'],
  items: ['spans', 'spans'],
};

export const logsNames: RequestNames = {
  resources: ['resourceLogs', 'resource_logs'],
  scopes: ['scopeLogs', 'scope_logs'],
  items: ['logRecords', 'log_records'],
};

/** Makes a span or a log record of an object. */
export type ItemOf<T> = (members: Members, resource: OtlpResource, scope: OtlpScope) => T;

/** @throws MalformedOtlp, and OversizedOtlp */
export function readRequestJson<T>(
  text: string,
  names: RequestNames,
  itemOf: ItemOf<T>,
  list: BoundedList<T>,
): readonly T[] {
  readList(requestIn(text), names.resources, (ofResource) => {
    const resource = readObject(ofResource, 'resource', (object) => ({ attributes: attributesOf(object) }));
    readList(ofResource, names.scopes, (ofScope) => {
      const scope = readObject(ofScope, 'scope', scopeOf);
      readList(ofScope, names.items, (item) => list.add(itemOf(item, resource, scope)));
    });
  });
  return list.items;
}

const readList = (
  members: Members,
  [name, protoName]: readonly [name: string, protoName: string],
  read: (item: Members) => void,
): void => readEach(members, name, read, protoName);

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
