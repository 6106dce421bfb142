import { type Confidential, sanitizeServerMessage } from './server-message';

/** What came of an attempt to deliver a batch, in terms that know nothing of HTTP. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly note?: Note }
  /** Some records are acknowledged, by `event_id`; `remainder` is what is known of the others. */
  | {
      readonly kind: 'partial';
      readonly acked: ReadonlySet<string>;
      readonly remainder: Remainder;
      readonly detail?: string;
      readonly note?: Note;
    }
  /** No answer, or that of a server in trouble. Nothing is known of the records. */
  | { readonly kind: 'unavailable'; readonly problem: string; readonly retryAfterMs?: number }
  | { readonly kind: 'too_large' }
  /** At least one record of the batch is refused, and the server does not say which. */
  | { readonly kind: 'invalid'; readonly detail: string }
  | { readonly kind: 'rejected'; readonly detail: string }
  /** Key, address or certificate are wrong: no record can be delivered until that changes. */
  | { readonly kind: 'misconfigured'; readonly problem: string };

/** What can come of a request without its answer. */
export type Unanswered = Extract<Outcome, { readonly kind: 'unavailable' | 'misconfigured' }>;

/**
 * `missing`: neither acknowledged nor refused. `refused`: refused together. `refused_each`: each refused by itself.
 * `unidentified`: the server has ids of its own, so it is unknown which are missing, and sending them again could store
 * some twice.
 */
export type Remainder = 'missing' | 'refused' | 'refused_each' | 'unidentified';

/** Something to log once. Notes of the same key have the same sentence. */
export interface Note {
  readonly key: string;
  readonly sentence: string;
}

/** An HTTP answer. Header names in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Decoded text, possibly cut; '' if it could not be read. */
  readonly body: string;
}

/** The request, as far as it matters for reading its answer. */
export interface Sent extends Confidential {
  readonly ids: readonly string[];
  /** Without query or credentials, with the proxy. */
  readonly url: string;
  /** See `keyHint`. */
  readonly keyHint: string;
}

/** Reads an HTTP answer; docs/delivery.md has the table. The three kinds of 500 differ in the shape of the body. */
export function classify(answer: Answer, sent: Sent): Outcome {
  const { status } = answer;
  const reply = readReply(answer.body);
  if (status >= 200 && status < 300) return classifySuccess(answer, reply, sent);
  if (reply?.ids !== undefined && status >= 500) return classifyIds(reply, reply.ids, sent, answer);
  if (isMisconfiguration(status)) return { kind: 'misconfigured', problem: misconfiguration(answer, sent) };
  if (status === 413) return { kind: 'too_large' };
  if (status === 400 || status === 422) return { kind: 'invalid', detail: detailOf(answer, reply, sent) };
  if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429) {
    return { kind: 'rejected', detail: detailOf(answer, reply, sent) };
  }
  const retryAfterMs = retryAfter(answer.headers);
  const outage = unavailable(answer, reply, sent);
  return retryAfterMs === undefined ? outage : { ...outage, retryAfterMs };
}

/** Certificate errors that time does not heal. An expired certificate gets renewed, so it is not among them. */
const certificateErrors: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** A variable that names no proxy, or a proxy that refuses the credentials or the address. */
const proxyErrors = /^PROXY_(UNUSABLE|401|403|405|407)$/;

/** Reads a request that got no answer, by the code of its error (`ECONNREFUSED`, `ETIMEDOUT`, `PROXY_407`, …). */
export function classifyFailure(code: string, { url }: Pick<Sent, 'url'>): Unanswered {
  if (certificateErrors.has(code)) {
    const remedy = 'Set NODE_EXTRA_CA_CERTS or the option tls, and check HH_API_URL.';
    return { kind: 'misconfigured', problem: `The certificate of ${url} is not trusted (${code}). ${remedy}` };
  }
  if (proxyErrors.test(code)) {
    const problem = `${url}: the proxy cannot be used (${code}). Check HTTPS_PROXY and NO_PROXY.`;
    return { kind: 'misconfigured', problem };
  }
  if (code === 'ETIMEDOUT') return { kind: 'unavailable', problem: `The request to ${url} timed out.` };
  if (code === 'PROXY_TIMEOUT') return { kind: 'unavailable', problem: `${url}: the proxy timed out.` };
  return { kind: 'unavailable', problem: `The request to ${url} failed (${code}).` };
}

interface Reply {
  readonly ids: readonly string[] | undefined;
  readonly errors: readonly string[];
  readonly success: unknown;
  readonly message: string | undefined;
}

function readReply(body: string): Reply | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined; // a load balancer's page, a cut answer, nothing at all
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const { event_ids: ids, errors, success, message, error } = parsed as Readonly<Record<string, unknown>>;
  return {
    ids: Array.isArray(ids) ? ids.filter((id) => /^(string|number)$/.test(typeof id)).map(String) : undefined,
    errors: Array.isArray(errors)
      ? errors.map((each) => (typeof each === 'string' ? each : (JSON.stringify(each) ?? '')))
      : [],
    success,
    message: [message, error].find((text) => typeof text === 'string'),
  };
}

function classifySuccess(answer: Answer, reply: Reply | undefined, sent: Sent): Outcome {
  if (reply?.ids !== undefined) return classifyIds(reply, reply.ids, sent, answer);
  if (/^\s*text\/html/i.test(answer.headers['content-type'] ?? '')) {
    return { kind: 'misconfigured', problem: misconfiguration(answer, sent) };
  }
  if (reply?.success === false)
    return { kind: 'partial', acked: new Set(), remainder: 'refused', detail: detailOf(answer, reply, sent) };
  return { kind: 'delivered', note: unverified };
}

/** All that counts is which of our ids are acknowledged; `errors[]` has neither index nor id. */
function classifyIds(reply: Reply, ids: readonly string[], sent: Sent, answer: Answer): Outcome {
  // The usual answer. To make sets of the ids takes longer than everything else about an answer.
  if (sent.ids.every((id, index) => id === ids[index])) return { kind: 'delivered' };
  const ours = new Set(sent.ids);
  const acked = new Set(ids.filter((id) => ours.has(id)));
  const missing = [...ours].filter((id) => !acked.has(id));
  if (missing.length === 0) return { kind: 'delivered' };

  const foreign = new Set(ids.filter((id) => !ours.has(id))).size;
  if (foreign >= missing.length) return { kind: 'delivered', note: serverIds };
  if (foreign > 0) {
    const counted = new Set([...acked, ...missing.slice(0, foreign)]);
    return { kind: 'partial', acked: counted, remainder: 'unidentified', note: serverIds };
  }

  const isRefused = answer.status >= 300 || reply.success === false || reply.errors.length > 0;
  if (!isRefused) return { kind: 'partial', acked, remainder: 'missing' };
  // Nothing accepted and no reason given: a server in trouble, rather than records that it refuses.
  if (acked.size === 0 && reply.errors.length === 0) return unavailable(answer, reply, sent);
  const remainder = acked.size > 0 || reply.errors.length >= ours.size ? 'refused_each' : 'refused';
  return { kind: 'partial', acked, remainder, detail: detailOf(answer, reply, sent) };
}

const unverified: Note = {
  key: 'unverified',
  sentence: 'HoneyHive accepted events without listing their ids; they are counted as delivered.',
};
const serverIds: Note = {
  key: 'server_ids',
  sentence:
    'HoneyHive lists ids of its own, so deliveries are checked by number, and a retried event may be stored twice.',
};

/**
 * Redirects that the transport did not follow lead to another origin. 407 is a proxy that requires credentials. 501 and
 * 505 are about the server, not about the records, like 405.
 */
const isMisconfiguration = (status: number): boolean =>
  (status >= 300 && status < 400) || [401, 403, 404, 405, 407, 501, 505].includes(status);

function misconfiguration({ status, headers }: Answer, { url, keyHint }: Sent): string {
  const hosts = 'HH_API_URL (https://api.dp1.us.honeyhive.ai, or https://api.honeyhive.ai for older accounts)';
  if (status === 407) return `${url}: the proxy requires credentials (407). Check HTTPS_PROXY.`;
  if (status === 401 || status === 403)
    return `${url} answered ${status}: API key rejected (${keyHint}). Check HH_API_KEY and ${hosts}.`;
  const answered = status < 300 ? 'with a web page' : status < 400 ? `with a redirect (${status})` : String(status);
  const portal = status < 300 && headers['via'] === undefined ? ', or the login page of a network is in between' : '';
  return `${url} answered ${answered}: it is not HoneyHive's endpoint${portal}. Check ${hosts} and HH_API_KEY.`;
}

function unavailable(answer: Answer, reply: Reply | undefined, sent: Sent) {
  const sentence = `${sent.url} answered ${detailOf(answer, reply, sent)}`;
  return { kind: 'unavailable', problem: sentence.replace(/^(.*[^.])?\.*$/s, '$1.') } as const;
}

/** `HTTP 500: Could not create event due to missing model`: the server's message, without content of the request. */
function detailOf({ status }: Answer, reply: Reply | undefined, sent: Sent): string {
  const messages = new Set([...(reply?.errors ?? []), ...(reply?.message === undefined ? [] : [reply.message])]);
  const message = sanitizeServerMessage([...messages].join('; '), sent);
  return message === '' ? `HTTP ${status}` : `HTTP ${status}: ${message}`;
}

const maxRetryAfterMs = 5 * 60_000;

/**
 * The wait that `Retry-After` asks for, 5 min at most: seconds, an HTTP date, or the first value of a list. A date is
 * read against the answer's own `Date`, so that no clock has to be right. `undefined` for nonsense, zero and the past.
 */
export function retryAfter(headers: Answer['headers']): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  const seconds = /^(\d+(?:\.\d+)?)\s*(?:,|$)/.exec(value)?.[1];
  const ms = seconds === undefined ? untilDate(value, headers['date']) : Number(seconds) * 1000;
  return ms > 0 ? Math.min(ms, maxRetryAfterMs) : undefined;
}

/** Only what starts with a weekday: `Date.parse` also takes `-5` for a date. */
const untilDate = (value: string, now: string | undefined): number =>
  /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) - Date.parse(now ?? '') : Number.NaN;
