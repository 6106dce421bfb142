import { inheritedAttributes } from '../../context/inherited-attributes';
import { toJson } from '../../json/json';
import { type MapOptions, toStepEventDraft } from '../../mapping';
import { below, type StepEventDraft } from '../../mapping/record/event-draft';
import { cleaningTexts, withCleanTexts } from '../../privacy/clean-texts';
import { guarded } from '../../runtime/guarded';
import type { Steps } from '../../runtime/steps';
import { type EndedStep, nearbyOf } from '../ended-call';

/**
 * The draft of a step's record; `undefined` for a span that cannot be read.
 * @param readable the step as it is mapped
 */
export function stepDraftOf(
  ended: EndedStep,
  { span, logs }: Pick<EndedStep, 'span' | 'logs'>,
  { project, source, resource, captureContent, maxMediaBytes }: Omit<MapOptions, 'price'>,
): StepEventDraft | undefined {
  return guarded(() => {
    const { step, parentId, span: own } = ended;
    own.spanContext(); // a record has its id from there
    const nearby = nearbyOf(ended);
    const attributes = nearby && guarded(() => inheritedAttributes(own, nearby));
    const options = { project, source, resource, captureContent, maxMediaBytes };
    const draft = toStepEventDraft(span, step, { ...options, logs, attributes });
    return below(draft, parentId);
  });
}

/** The same in steps: its long texts are cleaned, and then all is mapped. */
export function* draftingStep(
  ended: EndedStep,
  readable: Pick<EndedStep, 'span' | 'logs'>,
  options: Omit<MapOptions, 'price'>,
): Steps<StepEventDraft | undefined> {
  const clean = yield* cleaningTexts(guarded(() => textsOf(readable)) ?? []);
  return withCleanTexts(clean, () => stepDraftOf(ended, readable, options));
}

const textsOf = ({ span, logs }: Pick<EndedStep, 'span' | 'logs'>): readonly unknown[] =>
  [span.status.message, span.attributes, ...span.events, ...logs].map(toJson);
