import type { HrTime } from '../hr-time';
import type { OtlpLogRecord } from '../received-log-record';
import type { OtlpSpan } from '../received-span';
import { BoundedTexts } from './bounded-texts';

/** The attributes that a span of a call, or of a tool, gets from log events. The dialect `claude-code` reads them. */
export const claudeCodeAttributes = {
  request: 'claude_code.api_request_body',
  response: 'claude_code.api_response_body',
  cost: 'claude_code.cost_usd',
  toolInput: 'claude_code.tool_input',
} as const;

const scopes = { spans: 'com.anthropic.claude_code.tracing', events: 'com.anthropic.claude_code.events' } as const;
const maxChars = 32 * 2 ** 20;

interface RequestBody {
  readonly text: string;
  readonly time: HrTime;
  readonly traceId: string | undefined;
  /** The span around that of the call. */
  readonly spanId: string | undefined;
}

interface ResponseBody {
  readonly text: string;
  readonly requestBodyId: string;
}

/**
 * The log events of Claude Code, which the Claude Agent SDK runs: bodies of the API, costs and arguments of tools. They stand on the span
 * around the call, and name the call by the API's id of the request (2.1.332). Bounded by bytes.
 */
export class ClaudeCodeEvents {
  readonly #requests = new BoundedTexts<RequestBody>(maxChars);
  readonly #responses = new BoundedTexts<ResponseBody>(maxChars);
  readonly #costs = new BoundedTexts<unknown>(maxChars / 32);
  readonly #toolInputs = new BoundedTexts<string>(maxChars);

  /** Keeps what belongs to a span. @returns whether the log record is one of Claude Code's */
  take({ instrumentationScope, attributes, time, spanContext }: OtlpLogRecord): boolean {
    if (instrumentationScope.name !== scopes.events) return false;
    const { body, request_id, request_body_id, tool_use_id, tool_input, cost_usd } = attributes;
    const [text, requestId, requestBodyId] = [textOf(body), textOf(request_id), textOf(request_body_id)];
    switch (attributes['event.name']) {
      case 'api_request_body': {
        const { traceId, spanId } = spanContext ?? {};
        this.#requests.set(requestBodyId, { text, time, traceId, spanId }, text);
        break;
      }
      case 'api_response_body':
        this.#responses.set(requestId, { text, requestBodyId }, text);
        break;
      case 'api_request':
        this.#costs.set(requestId, cost_usd, '');
        break;
      case 'tool_result':
        this.#toolInputs.set(textOf(tool_use_id), textOf(tool_input), textOf(tool_input));
        break;
      default:
    }
    return true;
  }

  /** Whether a span is one of Claude Code's. */
  isOfClaudeCode({ instrumentationScope }: OtlpSpan): boolean {
    return instrumentationScope.name === scopes.spans;
  }

  /** Whether log events of a span are still to come. @param hasBodies whether Claude Code was asked for bodies */
  isAwaited(span: OtlpSpan, hasBodies: boolean): boolean {
    const { attributes } = span;
    if (!this.isOfClaudeCode(span) || attributes['span.type'] !== 'llm_request') return false;
    if (attributes['success'] !== true) return false; // it has no answer, and its request came before its end
    const id = textOf(attributes['request_id']);
    return !this.#costs.has(id) || (hasBodies && !this.#responses.has(id));
  }

  /** The span with what its log events say; the events are gone then. */
  joined(span: OtlpSpan): OtlpSpan {
    if (!this.isOfClaudeCode(span)) return span;
    const found = span.attributes['span.type'] === 'tool' ? this.#ofTool(span) : this.#ofCall(span);
    const said = Object.entries(found).filter(([, value]) => value !== undefined && value !== '');
    return said.length === 0 ? span : withAttributes(span, Object.fromEntries(said));
  }

  #ofTool({ attributes }: OtlpSpan): Readonly<Record<string, unknown>> {
    return { [claudeCodeAttributes.toolInput]: this.#toolInputs.take(textOf(attributes['tool_use_id'])) };
  }

  #ofCall(span: OtlpSpan): Readonly<Record<string, unknown>> {
    if (span.attributes['span.type'] !== 'llm_request') return {};
    const requestId = textOf(span.attributes['request_id']);
    const response = this.#responses.take(requestId);
    const requestBodyId = response?.requestBodyId ?? this.#requests.findLast((body) => isWithin(body, span)) ?? '';
    return {
      [claudeCodeAttributes.request]: this.#requests.take(requestBodyId)?.text,
      [claudeCodeAttributes.response]: response?.text,
      [claudeCodeAttributes.cost]: this.#costs.take(requestId),
    };
  }
}

/** The same span with more attributes; what it says itself goes before them. */
export const withAttributes = (span: OtlpSpan, more: Readonly<Record<string, unknown>>): OtlpSpan =>
  Object.create(span, { attributes: { value: { ...more, ...span.attributes }, enumerable: true } }) as OtlpSpan;

/** Of a call that has failed, nothing names the request: it was made within the span, after those of earlier attempts. */
const isWithin = ({ time, traceId, spanId }: RequestBody, span: OtlpSpan): boolean =>
  spanId === span.parentSpanId &&
  traceId === span.spanContext().traceId &&
  !isBefore(time, span.startTime) &&
  !isBefore(span.endTime, time);

/** To the millisecond, as log events have it. */
const isBefore = (one: HrTime, other: HrTime): boolean => Math.floor(millis(one)) < Math.floor(millis(other));
const millis = ([seconds, nanos]: HrTime): number => seconds * 1000 + nanos / 1e6;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
