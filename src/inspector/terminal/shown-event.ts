import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json';
import type { CreateModelEvent } from '../../mapping/record/model-event';
import { object, text } from '../json';
import { callLines, errorLine } from './call-lines';
import { oneLine, time } from './figures';
import { dim, type Line } from './line';
import { readV1Event } from './read-v1-event';

/** An event of either format, as far as a tree shows it. */
export interface ShownEvent {
  readonly id: string;
  readonly sessionId: string | undefined;
  /** The event around it; `undefined` where that is the session. */
  readonly parentId: string | undefined;
  readonly isCall: boolean;
  readonly name: string;
  /** Its times, and the call itself if it is one. */
  readonly event: CreateModelEvent;
  /** What it was, and below that what went in and came out. */
  readonly lines: readonly Line[];
}

export const shownModelEvent = (event: CreateModelEvent): ShownEvent => ({
  id: event.event_id,
  sessionId: event.session_id,
  parentId: undefined,
  isCall: true,
  name: event.model,
  event,
  lines: callLines(event),
});

/** Never throws: the endpoint takes events with hardly any field. */
export function shownV1Event(sent: JsonObject): ShownEvent {
  const event = readV1Event(sent);
  const type = text(sent['event_type']) ?? 'event';
  const parentId = text(sent['parent_id']);
  const name = text(object(sent['config'])['tool_name']) ?? text(sent['event_name']) ?? 'unknown';
  const isCall = type === 'model';
  return {
    id: text(sent['event_id']) ?? randomUUID(),
    sessionId: event.session_id,
    parentId: parentId === event.session_id ? undefined : parentId,
    isCall,
    name: isCall ? event.model : name,
    event,
    lines: isCall ? callLines(event) : stepLines(sent, event, type, name),
  };
}

/** A chain has the texts of its calls below it; only of a tool it is worth a line what went in and came out. */
function stepLines(sent: JsonObject, event: CreateModelEvent, type: string, name: string): readonly Line[] {
  const isTool = type === 'tool';
  const lines: Line[] = [
    [{ text: name, style: isTool ? 'yellow' : 'green' }, dim(` ${type} · ${time(event.duration)}`)],
  ];
  const outputs = object(sent['outputs']);
  const input = isTool ? oneLine(sent['inputs']) : undefined;
  const output = isTool ? oneLine(outputs['message'] ?? outputs) : undefined;
  if (input !== undefined) lines.push([dim('  › '), { text: input }]);
  if (output !== undefined) lines.push([dim('  ‹ '), { text: output }]);
  if (event.error !== null && event.error !== undefined) lines.push(errorLine(event.error));
  return lines;
}

/** What an update adds to an event, in a line. */
export const updateLine = (update: JsonObject, name: string): Line => [
  { text: '✎ ', style: 'yellow' },
  { text: name },
  ...Object.entries(update).flatMap(([field, value]) => {
    const shown = field === 'event_id' ? undefined : oneLine(value);
    return shown === undefined ? [] : [dim(` · ${field} `), { text: shown }];
  }),
];
