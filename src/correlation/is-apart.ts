import { isModelCall } from '../mapping';
import type { ReadableSpan } from '../mapping/span/span-view';
import type { NearbySpan, NearbySpans } from '../pipeline/ended-call';

/**
 * Whether there is no span of the app around a call, but at most spans of the call itself: instrumentations that are built on callbacks
 * begin a trace of their own there, so that spans of the same call stand in other traces.
 */
export function isApart(call: ReadableSpan | NearbySpan, nearby: NearbySpans): boolean {
  let outermost: Pick<NearbySpan, 'parentSpanId' | 'parentSpanContext'> = call;
  for (const around of nearby.ancestorsOf(call)) {
    if (!isCall(around)) return false;
    outermost = around;
  }
  return (outermost.parentSpanContext?.spanId ?? outermost.parentSpanId) === undefined;
}

export const isCall = ({ attributes }: NearbySpan): boolean => attributes !== undefined && isModelCall({ attributes });
