import { randomUUID } from 'node:crypto';
import { inheritedAttributes } from '../../context/inherited-attributes';
import { draftingInSteps, type MapOptions, toModelEventDraft } from '../../mapping';
import { below } from '../../mapping/record/event-draft';
import { type ModelEventDraft, withCost } from '../../mapping/record/model-event-draft';
import type { OpenPrice, PricedCall, PriceLookUp } from '../../providers/cost';
import { guarded } from '../../runtime/guarded';
import type { Steps } from '../../runtime/steps';
import { type EndedCall, nearbyOf } from '../ended-call';

export interface DraftOptions extends Omit<MapOptions, 'logs' | 'attributes' | 'price'> {
  readonly price: PriceLookUp | undefined;
  readonly maxSplicedChars: number | undefined;
}

export interface Mapped {
  /** `undefined` for a span that cannot be read: it costs one record, never the batch, and never the app. */
  readonly draft: ModelEventDraft | undefined;
  /** Set if it is not in the draft, since it is being looked up. */
  readonly price: OpenPrice | undefined;
}

/** How a call is mapped, and the price that was asked for meanwhile, if it is not found yet. */
interface Mapping {
  readonly options: MapOptions;
  price: OpenPrice | undefined;
}

const unmappable: Mapped = { draft: undefined, price: undefined };

/** The drafts of calls as their own spans have them, at once or in steps. */
export class CallDrafts {
  readonly #options: DraftOptions;

  constructor(options: DraftOptions) {
    this.#options = options;
  }

  draftOf(call: EndedCall): Mapped {
    try {
      const mapping = this.#mappingOf(call, call.logs);
      return mapped(call, toModelEventDraft(call.span, mapping.options, this.#options.maxSplicedChars), mapping);
    } catch {
      return unmappable;
    }
  }

  /** @param readable the call as it is mapped */
  *drafting(call: EndedCall, readable: Pick<EndedCall, 'span' | 'logs'>): Steps<Mapped> {
    try {
      const mapping = this.#mappingOf(call, readable.logs);
      const draft = yield* draftingInSteps(readable.span, mapping.options, this.#options.maxSplicedChars);
      return mapped(call, draft, mapping);
    } catch {
      return unmappable;
    }
  }

  #mappingOf(call: EndedCall, logs: EndedCall['logs']): Mapping {
    const { span } = call;
    span.spanContext(); // a record has its id from there: one without could not be distinguished from others
    const { price: lookUp, project, source, resource, captureContent, maxMediaBytes } = this.#options;
    const price = (asked: PricedCall): number | undefined => {
      const found = lookUp?.(asked);
      if (typeof found !== 'object') return found;
      mapping.price = found;
      return undefined;
    };
    const nearby = nearbyOf(call);
    const attributes = nearby && guarded(() => inheritedAttributes(span, nearby)); // of other spans, too
    const mapping: Mapping = {
      options: { project, source, resource, captureContent, maxMediaBytes, price, logs, attributes },
      price: undefined,
    };
    return mapping;
  }
}

const mapped = ({ parentId }: EndedCall, draft: ModelEventDraft | undefined, { price }: Mapping): Mapped => ({
  draft: draft && below(identified(draft), parentId),
  price,
});

/** Calls whose spans have no valid id are different calls nevertheless. */
function identified(draft: ModelEventDraft): ModelEventDraft {
  if (draft.rest.metadata?.['span_id'] !== undefined) return draft;
  return { ...draft, rest: { ...draft.rest, event_id: randomUUID() } };
}

/** The draft with its cost, once that is found. */
export function* priced({ draft, price }: Mapped): Steps<ModelEventDraft | undefined> {
  while (price?.isOpen === true) yield price;
  return draft && withCost(draft, price?.cost);
}
