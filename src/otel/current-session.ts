import { randomBytes } from 'node:crypto';
import type { Context } from '@opentelemetry/api';
import type { SpanAncestry } from '../context/span-ancestry';
import type { ExporterPort } from '../engine/exporter-port';
import type { ReadableSpan } from '../mapping/span/span-view';
import { parentIn, sampledFlag } from '../runtime/otel/context';
import type { Session } from '../session/session-of';
import { sessionHere } from './session-here';

/**
 * The session that a model call made here and now would be in: that of {@link withHoneyHive}, the active span, the inbound request, the
 * process, by the same rules as the call. `undefined` if the call would stand alone, or nothing records calls: neither `register` nor
 * a `HoneyHiveSpanProcessor`. Without its name where it is not started, with `sessions: 'off'`. Never throws.
 */
export function currentSession(): { readonly id: string; readonly name?: string } | undefined {
  try {
    const session = sessionHere();
    if (session === undefined) return undefined;
    const { id, name } = session;
    return name === undefined ? { id } : { id, name };
  } catch {
    return undefined; // as where a span of the app has a getter that throws
  }
}

/** As it would be of a call in this context. */
export function sessionIn(context: Context, ancestry: SpanAncestry, port: ExporterPort): Session | undefined {
  const span = imaginedCall(context);
  ancestry.noted(span, context);
  return port.sessionOf({ span, ancestry });
}

function imaginedCall(context: Context): ReadableSpan {
  const parent = parentIn(context);
  const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
  const ids = { traceId, spanId: randomBytes(8).toString('hex'), traceFlags: sampledFlag };
  const now = Date.now();
  const time = [Math.floor(now / 1000), (now % 1000) * 1e6] as const;
  return {
    name: 'chat',
    spanContext: () => ids,
    parentSpanContext: parent,
    startTime: time,
    endTime: time,
    status: { code: 0 },
    // Of a model that has no price.
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'unknown' },
    events: [],
  };
}
