import type { OtlpLogRecord, OtlpSpan } from '..';
import { type OtlpLimits, type OtlpRequest, readOtlpRequest } from './request';
import { type OtlpOutcome, type OtlpResponse, otlpResponse } from './response';

/** What becomes of what requests bring. */
export interface OtlpTarget {
  /** Resolves once the spans are kept, so that a sender which waits for the answer sends no more than can be kept. */
  takeSpans(spans: readonly OtlpSpan[]): OtlpOutcome | Promise<OtlpOutcome>;
  takeLogRecords(logRecords: readonly OtlpLogRecord[]): OtlpOutcome | Promise<OtlpOutcome>;
}

/** Takes requests of OTLP exporters, whatever server has received them. */
export class OtlpIntake {
  readonly #target: OtlpTarget;
  readonly #limits: OtlpLimits;

  constructor(target: OtlpTarget, limits: OtlpLimits) {
    this.#target = target;
    this.#limits = limits;
  }

  /** Never rejects. If the target fails, the sender is asked to try again. */
  async accept(request: OtlpRequest): Promise<OtlpResponse> {
    const content = await readOtlpRequest(request, this.#limits);
    if ('status' in content) return otlpResponse(request, content);
    try {
      const outcome =
        content.signal === 'traces'
          ? await this.#target.takeSpans(content.spans)
          : await this.#target.takeLogRecords(content.logRecords);
      return otlpResponse(request, outcome);
    } catch {
      return otlpResponse(request, unavailable);
    }
  }
}

const unavailable = { status: 503, message: 'The request could not be taken. Send it again.', retryAfterSeconds: 1 };
