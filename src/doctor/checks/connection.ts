import { modelEvents, toBatch, v1Events } from '../../delivery/batch';
import type { Attempt } from '../../delivery/http/attempt';
import type { Answer, Outcome } from '../../delivery/http/outcome';
import type { Failure } from '../../delivery/http/post-request';
import { Transport } from '../../delivery/http/transport';
import { endpointOf, userAgent } from '../../pipeline/destination/endpoint';
import { type Finding, findingsOf } from '../finding';
import type { Setting } from '../setting';
import { checkClock, clockUnknown } from './clock';

const { ok, warning, problem, skipped } = findingsOf('connection');

interface Made {
  readonly attempt: Attempt;
  readonly answer: Answer | Failure;
}

/**
 * Posts a batch of no events to where the app would post, in the way that it would: with its key, its proxy and its headers. Nothing
 * is stored by that.
 */
export async function checkConnection({ config }: Pick<Setting, 'config'>): Promise<readonly Finding[]> {
  if (config.url === '') return [skipped('There is no address.')];
  if (!config.enabled) return [skipped('Nothing is sent.')];
  const made: Made[] = [];
  const onAttempt = (attempt: Attempt, answer: Answer | Failure): void => void made.push({ attempt, answer });
  const transport = new Transport({ ...config, url: endpointOf(config), userAgent, onAttempt });
  const empty = toBatch([], config.api === 'v1' ? v1Events : modelEvents);
  const outcome = await transport.send(empty, new AbortController().signal);
  transport.close();
  const last = made.at(-1);
  if (last === undefined || !('status' in last.answer)) return [unanswered(outcome), clockUnknown];
  return [
    answered(last.attempt, last.answer, outcome, config.apiKey !== undefined),
    checkClock(last.answer.headers['date']),
  ];
}

/** @param outcome its sentence names the address and the proxy, and may end in what to do */
function unanswered(outcome: Outcome): Finding {
  if (!('problem' in outcome)) return problem('There was no answer.', check);
  const [, finding = outcome.problem, advice = check] = /^(.*?\.) ((?:Check|Set|Use) .*)$/s.exec(outcome.problem) ?? [];
  return problem(finding, advice);
}

const check =
  'Check HH_API_URL, and HTTPS_PROXY where this network needs a proxy. Until it works, records are kept and retried.';

/** By the status: the sentence of the outcome has a part of the key. */
function answered({ url, ms }: Attempt, { status, body }: Answer, { kind }: Outcome, hasKey: boolean): Finding {
  const answer = `${url} answered ${status} after ${Math.round(ms)} ms`;
  if (status === 401 && !hasKey) return ok(`${answer}, as it should without a key.`);
  if (status === 401) {
    return problem(
      `${answer}: it does not know the key.`,
      `Check HH_API_KEY, and ${hosts}: a key works at its own address alone.`,
    );
  }
  if (status === 403) return problem(`${answer}: the key may not store events.`, 'Use a project or an ingestion key.');
  if (status === 407)
    return problem(
      `${answer}: the proxy requires credentials.`,
      'Put them into HTTPS_PROXY: http://name:password@host:port.',
    );
  if (kind === 'misconfigured') {
    const what = status < 300 ? 'with a web page' : status < 400 ? 'with a redirect' : 'so';
    return problem(`${answer}, ${what}: it is not HoneyHive’s endpoint.`, `Check ${hosts}.`);
  }
  if (status === 429)
    return warning(`${answer}: it limits how many requests it takes now.`, 'Records are kept and retried.');
  if (status === 500 && /"(?:event_ids|success|errors)"/.test(body)) {
    const advice = 'Send one by --send to see whether it takes events.';
    return warning(`${answer}: it can be reached, and takes no batch without events.`, advice);
  }
  if (status >= 500)
    return problem(`${answer}: it is in trouble, or a gateway before it.`, 'Records are kept and retried.');
  if (status >= 400) return ok(`${answer}: it can be reached, and takes no batch without events.`);
  return ok(`${answer}.`);
}

const hosts = 'HH_API_URL (https://api.dp1.us.honeyhive.ai, or https://api.honeyhive.ai for older accounts)';
