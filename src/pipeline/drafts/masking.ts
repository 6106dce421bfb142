import type { Updates } from '../../delivery/single/updates';
import { isJsonObject, type Json, type JsonObject, parseJson, put, stringify, type Writable } from '../../json/json';
import { completedRecord, type EventDraft, isStepDraft, type StepEventDraft } from '../../mapping/record/event-draft';
import { uuidOf } from '../../mapping/record/ids';
import type { ModelEventDraft, Placement } from '../../mapping/record/model-event-draft';
import { metadataFields, uncutNames } from '../../mapping/record/record-fields';
import type { Diagnostics } from '../../observability/diagnostics';
import type { Masks } from '../../privacy/masks/masks';
import { isId } from '../../privacy/plain-values';
import { finish, type Steps } from '../../runtime/steps';
import type { Encoder } from '../encoder';
import type { OnVerdict } from '../ended-call';
import type { Redaction } from '../redaction';
import { lose } from '../verdicts';

/**
 * Masks what the patterns find in every text of a record that a person or a model may have written, before the app's `redact` gets it:
 * ids, times, counts and names of models stay.
 */
export class Masking {
  readonly #masks: Masks;
  readonly #diagnostics: Diagnostics;
  readonly #next: Redaction | Encoder;
  #waiting = 0;

  constructor(masks: Masks, diagnostics: Diagnostics, next: Redaction | Encoder) {
    this.#masks = masks;
    this.#diagnostics = diagnostics;
    this.#next = next;
  }

  /** Records that are masked in steps, and those in later stages. */
  get waiting(): number {
    return this.#waiting + this.#next.waiting;
  }

  get bytes(): number {
    return this.#next.bytes;
  }

  push(draft: EventDraft, size: number, onVerdict: OnVerdict): void {
    const masked = finish(this.#masked(draft));
    if (masked === undefined) lose(this.#diagnostics, 'unmappable', onVerdict);
    else this.#next.push(masked, size, onVerdict);
  }

  pushInSteps(draft: EventDraft, onVerdict: OnVerdict, size: number): Steps<void> {
    this.#waiting += 1; // from now on, and not from the first step
    return this.#stepsOf(draft, onVerdict, size);
  }

  *#stepsOf(draft: EventDraft, onVerdict: OnVerdict, size: number): Steps<void> {
    const masked = yield* this.#masked(draft);
    this.#waiting -= 1;
    if (masked === undefined) lose(this.#diagnostics, 'unmappable', onVerdict);
    else yield* this.#next.pushInSteps(masked, onVerdict, size) ?? [];
  }

  settled(): Promise<void> {
    return this.#next.settled();
  }

  expire(): void {
    this.#next.expire();
  }

  /** What people have said of a call is a text of it, too. */
  before(updates: Pick<Updates, 'add'>): Pick<Updates, 'add'> {
    return {
      add: (update) => {
        const said = parseJson(update.bytes.toString());
        if (!isJsonObject(said)) return;
        updates.add({ ...update, bytes: Buffer.from(stringify(finish(this.#fields(said)))) });
      },
    };
  }

  /** `undefined` for what cannot be masked, and must not leave as it is. */
  *#masked(draft: EventDraft): Steps<EventDraft | undefined> {
    try {
      const masked = yield* this.#fields(completedRecord(draft) as unknown as JsonObject);
      const { placement } = draft;
      const sessionName = placement?.sessionName && (yield* this.#masks.masking(placement.sessionName));
      return draftOf(draft, masked, placement && { ...placement, sessionName });
    } catch {
      return undefined;
    }
  }

  *#fields(record: JsonObject): Steps<JsonObject> {
    const masked: Writable = {};
    for (const [name, value = null] of Object.entries(record)) {
      put(masked, name, uncutNames.has(name) ? value : yield* this.#field(name, value));
    }
    return masked;
  }

  *#field(name: string, value: Json): Steps<Json> {
    if (!isJsonObject(value) || !splitFields.has(name)) return yield* this.#masks.masking(value);
    const masked: Writable = {};
    const others: Writable = {};
    for (const [member, inner = null] of Object.entries(value)) {
      if (derivedIds.has(member)) put(masked, member, yield* this.#derivedId(inner));
      else if (name === 'metadata' && isOwnId(member, inner)) put(masked, member, inner);
      else put(others, member, inner);
    }
    return { ...(yield* this.#masks.maskingSplit(others)), ...masked };
  }

  /** Those of one user or session stay together. */
  *#derivedId(id: Json): Steps<Json> {
    const masked = yield* this.#masks.masking(id);
    return masked === id || typeof id === 'object' ? masked : uuidOf(String(id));
  }
}

/** Fields whose members an app may name, with dots. */
const splitFields: ReadonlySet<string> = new Set([
  ...['metadata', 'user_properties', 'feedback', 'metrics', 'inputs', 'outputs', 'config', 'template_inputs'],
]);

/** Where something in them is masked, an id is derived from them, always the same: the one that a session has then. */
const derivedIds: ReadonlySet<string> = new Set(['session_id', 'conversation_id', 'user_id']);

/** Of a span, a response or an experiment. An app may write anything under these names. */
const isOwnId = (name: string, value: Json): boolean =>
  metadataFields.get(name)?.isUncut === true && typeof value === 'string' && isId(value) && !value.includes('@');

/** The same draft with the fields of another record. */
function draftOf(draft: EventDraft, record: JsonObject, placement: Placement | undefined): EventDraft {
  const { project, event_name, ...others } = record;
  if (isStepDraft(draft)) return { head: { project, event_name }, placement, rest: others } as StepEventDraft;
  const { model, provider, messages, response, tools, ...rest } = others;
  const head = { project, event_name, model, provider };
  return { ...draft, head, messages, response, tools, placement, rest } as unknown as ModelEventDraft;
}
