import { inheritedAttributes } from '../../context/inherited-attributes';
import { type MapOptions, toStepEventDraft } from '../../mapping';
import { below, type StepEventDraft } from '../../mapping/record/event-draft';
import { guarded } from '../../runtime/guarded';
import { type EndedStep, nearbyOf } from '../ended-call';

/**
 * The draft of a step's record; `undefined` for a span that cannot be read.
 * @param readable the step as it is mapped
 */
export function stepDraftOf(
  ended: EndedStep,
  { span, logs }: Pick<EndedStep, 'span' | 'logs'>,
  { project, source, captureContent, maxMediaBytes }: Omit<MapOptions, 'price'>,
): StepEventDraft | undefined {
  return guarded(() => {
    const { step, parentId, span: own } = ended;
    own.spanContext(); // a record has its id from there
    const nearby = nearbyOf(ended);
    const attributes = nearby && guarded(() => inheritedAttributes(own, nearby));
    const draft = toStepEventDraft(span, step, { project, source, captureContent, maxMediaBytes, logs, attributes });
    return below(draft, parentId);
  });
}
