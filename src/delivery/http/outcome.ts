import { type Quotation, quote } from './server-message';

/** What an attempt to deliver a batch came to, in terms that know nothing of HTTP. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly note?: Note }
  /** Some records are acknowledged, by `event_id`; `rest` says what is known of the others. */
  | {
      readonly kind: 'partial';
      readonly acked: ReadonlySet<string>;
      readonly rest: Rest;
      readonly detail?: string;
      readonly note?: Note;
    }
  /** Nobody answered, or a server that is not well. Nothing is known of the records. */
  | { readonly kind: 'unavailable'; readonly detail: string; readonly retryAfterMs?: number }
  | { readonly kind: 'too_large' }
  /** At least one record of the batch is refused, and the server does not say which. */
  | { readonly kind: 'invalid'; readonly detail: string }
  | { readonly kind: 'rejected'; readonly detail: string }
  /** Key, address or certificate are wrong: no record will fare better until that changes. */
  | { readonly kind: 'misconfigured'; readonly problem: string };

/**
 * `missing`: neither acknowledged nor refused. `refused`: refused together. `refused_each`: every one judged for itself.
 * `untold`: the server gives ids of its own, so what is missing cannot be named, and a repetition would be stored twice.
 */
export type Rest = 'missing' | 'refused' | 'refused_each' | 'untold';

/** Worth saying once; same key, same sentence. */
export interface Note {
  readonly key: string;
  readonly sentence: string;
}

/** An HTTP answer. Header names in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Text, decoded, possibly cut; '' if it could not be read. */
  readonly body: string;
}

/** What was sent, as far as it matters for reading the answer. */
export interface Sent extends Quotation {
  readonly ids: readonly string[];
  /** Address of the request, without query or credentials. */
  readonly url: string;
  /** Tells keys apart in a log without giving one away. */
  readonly keyHint: string;
}

/** Reads an HTTP answer by the table of DELIVERY § 4. Three kinds of 500 are told apart by shape, not by status. */
export function judge(answer: Answer, sent: Sent): Outcome {
  const { status } = answer;
  const reply = readReply(answer.body);
  if (status >= 200 && status < 300) return judgeSuccess(answer, reply, sent);
  if (reply?.ids !== undefined && status >= 500) return judgeIds(reply, reply.ids, sent, answer);
  if (isMisconfiguration(status)) return { kind: 'misconfigured', problem: misconfiguration(answer, sent) };
  if (status === 413) return { kind: 'too_large' };
  const detail = inWords(answer, reply, sent);
  if (status === 400 || status === 422) return { kind: 'invalid', detail };
  if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429) {
    return { kind: 'rejected', detail };
  }
  const retryAfterMs = retryAfter(answer.headers);
  return { kind: 'unavailable', detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Errors of a certificate that waiting does not heal. An expired one is renewed, so it is not among them. */
const certificateErrors: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** A variable that names no proxy, or a proxy that refuses the credentials or the address. */
const proxyErrors: ReadonlySet<string> = new Set([
  'PROXY_UNUSABLE',
  'PROXY_401',
  'PROXY_403',
  'PROXY_405',
  'PROXY_407',
]);

/** Reads a request that got no answer by the code of its error (`ECONNREFUSED`, `ETIMEDOUT`, `PROXY_407`, …). */
export function judgeFailure(code: string, { url }: Pick<Sent, 'url'>): Outcome {
  if (certificateErrors.has(code)) {
    const remedy = 'Set NODE_EXTRA_CA_CERTS or the option tls, and check HH_API_URL.';
    return { kind: 'misconfigured', problem: `The certificate of ${url} is not trusted (${code}). ${remedy}` };
  }
  if (proxyErrors.has(code)) {
    return {
      kind: 'misconfigured',
      problem: `The proxy on the way to ${url} cannot be used (${code}). Check HTTPS_PROXY and NO_PROXY.`,
    };
  }
  return { kind: 'unavailable', detail: code };
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
    ids: Array.isArray(ids)
      ? ids.filter((id) => typeof id === 'string' || typeof id === 'number').map(String)
      : undefined,
    errors: Array.isArray(errors)
      ? errors.map((each) => (typeof each === 'string' ? each : (JSON.stringify(each) ?? '')))
      : [],
    success,
    message: [message, error].find((text) => typeof text === 'string'),
  };
}

function judgeSuccess(answer: Answer, reply: Reply | undefined, sent: Sent): Outcome {
  if (reply?.ids !== undefined) return judgeIds(reply, reply.ids, sent, answer);
  if (/^\s*text\/html/i.test(answer.headers['content-type'] ?? '')) {
    return { kind: 'misconfigured', problem: misconfiguration(answer, sent) };
  }
  if (reply?.success === false)
    return { kind: 'partial', acked: new Set(), rest: 'refused', detail: inWords(answer, reply, sent) };
  return { kind: 'delivered', note: unverified };
}

/** Which of ours are among the acknowledged ids is all that counts; `errors[]` has neither index nor id. */
function judgeIds(reply: Reply, ids: readonly string[], sent: Sent, answer: Answer): Outcome {
  // As the endpoint answers almost always. A set of so many ids takes longer to make than all else about an answer.
  if (sent.ids.every((id, place) => id === ids[place])) return { kind: 'delivered' };
  const ours = new Set(sent.ids);
  const acked = new Set(ids.filter((id) => ours.has(id)));
  const missing = [...ours].filter((id) => !acked.has(id));
  if (missing.length === 0) return { kind: 'delivered' };

  const foreign = new Set(ids.filter((id) => !ours.has(id))).size;
  if (foreign >= missing.length) return { kind: 'delivered', note: serverIds };
  if (foreign > 0) {
    return {
      kind: 'partial',
      acked: new Set([...acked, ...missing.slice(0, foreign)]),
      rest: 'untold',
      note: serverIds,
    };
  }

  const detail = inWords(answer, reply, sent);
  const refused = answer.status >= 300 || reply.success === false || reply.errors.length > 0;
  if (!refused) return { kind: 'partial', acked, rest: 'missing' };
  // Nothing taken and nothing said against it: a server in trouble rather than records it does not want.
  if (acked.size === 0 && reply.errors.length === 0) return { kind: 'unavailable', detail };
  const each = acked.size > 0 || reply.errors.length >= ours.size;
  return { kind: 'partial', acked, rest: each ? 'refused_each' : 'refused', detail };
}

const unverified: Note = {
  key: 'unverified',
  sentence: 'HoneyHive took records without naming them (no event_ids in its answer); they are counted as delivered.',
};
const serverIds: Note = {
  key: 'server_ids',
  sentence:
    'HoneyHive answers with ids of its own, so deliveries are judged by count and a repeated one cannot be recognised.',
};

/**
 * Redirects that the transport did not follow lead to another origin. 407 is a proxy that wants credentials. 501 and 505 are
 * about the server, not about the records, like 405.
 */
const isMisconfiguration = (status: number): boolean =>
  (status >= 300 && status < 400) || [401, 403, 404, 405, 407, 501, 505].includes(status);

function misconfiguration({ status, headers }: Answer, { url, keyHint }: Sent): string {
  const hosts = 'HH_API_URL (https://api.dp1.us.honeyhive.ai, or https://api.honeyhive.ai for older accounts)';
  if (status === 407) return `The proxy on the way to ${url} wants credentials (407). Check HTTPS_PROXY.`;
  if (status === 401 || status === 403)
    return `${url} refuses the key ${keyHint} (${status}). Check HH_API_KEY and ${hosts}.`;
  const answers = status < 300 ? 'with a web page' : status < 400 ? `with a redirect (${status})` : String(status);
  const proxy = status < 300 && headers['via'] === undefined ? ', or the portal of your network' : '';
  return `${url} answers ${answers}: this is not HoneyHive's endpoint${proxy}. Check ${hosts} and HH_API_KEY.`;
}

/** `500: Could not create event due to missing model`, the server's words without the user's. */
function inWords({ status }: Answer, reply: Reply | undefined, sent: Sent): string {
  const words = new Set([...(reply?.errors ?? []), ...(reply?.message === undefined ? [] : [reply.message])]);
  const said = quote([...words].join('; '), sent);
  return said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
}

const maxRetryAfterMs = 5 * 60_000;

/**
 * The wait that `Retry-After` asks for: seconds, an HTTP date read against the answer's own `Date` (so that no clock has to be
 * right), the first of a list; 5 min at most. Undefined for nonsense, zero and the past: they leave our own backoff.
 */
export function retryAfter(headers: Answer['headers']): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  const seconds = /^(\d+(?:\.\d+)?)\s*(?:,|$)/.exec(value)?.[1];
  const ms = seconds === undefined ? untilDate(value, headers['date']) : Number(seconds) * 1000;
  return ms > 0 ? Math.min(ms, maxRetryAfterMs) : undefined;
}

/** Only what starts as a weekday: `Date.parse` also takes `-5` for a date. */
const untilDate = (value: string, now: string | undefined): number =>
  /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) - Date.parse(now ?? '') : Number.NaN;
