import type { Context } from '@opentelemetry/api';
import type { ReadableSpan } from '../../mapping/span/span-view';
import { guarded } from '../../runtime/guarded';
import { scopeName } from '../../wire/scope';

/** What SDKs of every generation agree on. https://opentelemetry.io/docs/specs/otel/trace/sdk/#sampler */
interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: number,
    attributes: object,
    links: readonly never[],
  ): { readonly decision: number };
}

interface SdkTracerProvider {
  getTracer?(name: string): { readonly _sampler?: Sampler };
}

/** Of the sampling decisions, those by which exporters do not get a span: it is dropped, or only recorded. */
const unsampled = [0, 1];

/** The sampler of the app's SDK: it decides about calls that are observed as it does about those that an instrumentation records. */
export class AppSampler {
  #provider: SdkTracerProvider | undefined;

  use(provider: object): void {
    this.#provider = provider;
  }

  /** Whether the app's SDK would export a span like this one; without an SDK every call is exported. Never throws. */
  samples(span: ReadableSpan, parentContext: Context): boolean {
    const provider = this.#provider;
    if (provider === undefined) return true;
    const decision = guarded(() => {
      const { name, kind = 0, attributes } = span;
      const sampler = provider.getTracer?.(scopeName)._sampler;
      return sampler?.shouldSample(parentContext, span.spanContext().traceId, name, kind, attributes, []).decision;
    });
    return decision === undefined || !unsampled.includes(decision);
  }
}
