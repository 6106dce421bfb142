import { Diagnostics } from '../observability/diagnostics';
import { updateAll } from './engines';
import type { HoneyHiveFeedback } from './feedback-update';

const diagnostics = new Diagnostics(() => performance.now());

/**
 * Adds to an event or a session that was recorded before, also minutes later and in another process. Returns at once; the update is
 * queued, retried and flushed like records, leaves after the event if that is still on its way, and is counted in `stats().updates`.
 * It goes where `register` or this process's exporters send to; without any, it is lost with a warning.
 * @throws TypeError if neither or both ids are given, or nothing to add
 */
export function sendFeedback(given: HoneyHiveFeedback): void {
  // Loaded with the first update, as few apps make any.
  const { updateFrom } = require('./feedback-update') as typeof import('./feedback-update');
  if (updateAll(updateFrom(given))) return;
  const sentence = 'sendFeedback is called without `register` or an exporter in this process, so it is lost.';
  diagnostics.notice('no_engine', sentence);
}
