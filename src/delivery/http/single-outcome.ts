import { type Answer, classify, type Note, type Outcome, type Sent } from './outcome';

/** What came of a request for one session or event. */
export type SingleOutcome =
  | Exclude<Outcome, { readonly kind: 'partial' }>
  /** The server has no such route; or no such event. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Reads the answer to a request for one session or event. What is not about its route is read as for batches. */
export function classifySingle(answer: Answer, sent: Sent): SingleOutcome {
  const { status } = answer;
  if (status === 404 || status === 405 || status === 501) return { kind: 'unknown', detail: `HTTP ${status}` };
  // Without its ids, since an answer does not list any.
  const outcome = classify(answer, { ...sent, ids: [] });
  if (outcome.kind === 'partial') return { kind: 'rejected', detail: outcome.detail ?? `HTTP ${status}` };
  if (outcome.kind !== 'delivered') return outcome;
  const given = sessionIn(answer.body);
  return given === undefined || given === sent.ids[0] ? { kind: 'delivered' } : { kind: 'delivered', note: otherId };
}

const otherId: Note = {
  key: 'session_id',
  sentence: 'HoneyHive answers the start of a session with another id, so its events may stand outside of it.',
};

function sessionIn(body: string): unknown {
  try {
    const { session_id: id } = Object(JSON.parse(body)) as { readonly session_id?: unknown };
    return id;
  } catch {
    return undefined; // nothing at all, or a cut answer
  }
}
