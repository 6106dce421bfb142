import type { JsonObject } from '../../json/json';
import { isEmpty } from '../../json/json';
import { isId } from '../../privacy/plain-values';
import { withoutSecrets } from '../../privacy/without-secrets';
import { withoutLargeMedia } from '../media/large-media';
import { boundedName } from '../read/bounded-name';
import { noFacts } from '../read/facts';
import { failureOf, plainFailureOf } from '../record/error';
import { eventIdFrom, placementOf, type StepEventDraft } from '../record/event-draft';
import { plainEventName } from '../record/event-name';
import { uuidOf } from '../record/ids';
import { metadataOf } from '../record/metadata';
import { appFields, metricsOf, placeOf, userPropertiesOf, type WriterOptions } from '../record/model-event-writer';
import { usageOf } from '../record/usage';
import { msBetween, type SpanView, toMs } from '../span/span-view';
import { type ExtractedStep, extractStep } from './extract-step';
import type { StepFacts } from './step-dialect';
import type { Step } from './step-recognition';
import { inputsOf, outputsOf } from './step-values';

type StepWriterOptions = Pick<WriterOptions, 'project' | 'source' | 'resource' | 'captureContent' | 'maxMediaBytes'>;

/** Writes the record of a step, its fields always in the same order. */
export function draftStepEvent(span: SpanView, { kind, dialect }: Step, options: StepWriterOptions): StepEventDraft {
  const { captureContent, maxMediaBytes } = options;
  const extracted = extractStep(span, captureContent);
  const { facts, step, unread } = extracted;
  const failure = captureContent ? failureOf(span, facts) : plainFailureOf(span, facts);
  const { source, resource } = placeOf(span, facts, options);
  const written = { provider: '', usage: noUsage, cost: undefined, failure, dialect, resource };
  const metadata = metadataOf(span, { facts, parameters: [], unread, leftovers: [] }, written, captureContent);
  const own = captureContent ? span.name : plainEventName(span.name, [], span.attributes);
  const name = withoutSecrets(boundedName(facts.eventName ?? own));
  const clean = (fields: JsonObject): JsonObject => withoutLargeMedia(withoutSecrets(fields), maxMediaBytes);
  const config = clean(configOf(span, kind, extracted, captureContent));
  return {
    head: { project: facts.project ?? (options.project || 'unknown'), event_name: name },
    placement: placementOf(facts),
    rest: {
      source,
      event_type: kind,
      event_id: eventIdFrom(facts, span),
      session_id: facts.session && uuidOf(facts.session),
      config,
      inputs: clean(inputsOf(kind, step.input, facts)),
      outputs: clean(outputsOf(kind, step.output, facts)),
      error: failure === undefined ? null : withoutSecrets(failure.text),
      start_time: toMs(span.startTime),
      end_time: toMs(span.endTime),
      duration: msBetween(span.startTime, span.endTime),
      metadata: { ...identityOf(step, config, captureContent), ...withoutLargeMedia(metadata, maxMediaBytes) },
      user_properties: userPropertiesOf(facts),
      feedback: appFields(facts.feedback),
      metrics: metricsOf(facts),
    },
  };
}

/** The counts of a step are the sum of those of the calls below it, which are summed themselves. */
const noUsage = usageOf(noFacts, undefined);

function configOf(
  { name }: SpanView,
  kind: Step['kind'],
  { step }: ExtractedStep,
  captureContent: boolean,
): JsonObject {
  const { toolName, agentName, workflowName, config } = step;
  const named = {
    // Where no attribute has it, the span is called by it.
    tool_name: kind === 'tool' && captureContent ? (toolName ?? name.replace(/^execute_tool /, '')) : undefined,
    agent_name: plain(agentName, captureContent),
    workflow_name: plain(workflowName, captureContent),
  };
  return { ...config, ...Object.fromEntries(Object.entries(named).filter(([, value]) => !isEmpty(value))) };
}

/** By what HoneyHive's views call a step, and tell which call of a model a tool answers. */
const identityOf = (
  { agentId, toolCallId }: Partial<StepFacts>,
  { agent_name, tool_name }: JsonObject,
  captureContent: boolean,
): JsonObject => ({
  agent_name,
  agent_id: plain(agentId, captureContent),
  tool_name,
  tool_call_id: plain(toolCallId, captureContent),
});

const plain = (name: string | undefined, captureContent: boolean): string | undefined =>
  name === undefined || !(captureContent || isId(name)) ? undefined : boundedName(name);
