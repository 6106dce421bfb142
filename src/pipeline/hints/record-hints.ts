import type { Config } from '../../config/config';
import { isAnswer, isSaid, type ModelEventDraft } from '../../mapping/record/model-event-draft';
import type { ReadableSpan } from '../../mapping/span/span-view';
import type { Diagnostics } from '../../observability/diagnostics';
import { contentAdvice, instrumentationOf } from '../../observability/instrumentations';
import { scopeNameOf } from '../../observability/scope-name';
import { runningWire } from '../../wire/registry';
import { isWireSpan } from '../../wire/scope';
import { projectMatters } from './project-matters';

/** What a record has in place of a project that is not known. */
const noProject = 'unknown';

const uncounted =
  'streamed calls have no token counts, so their cost is unknown: set stream_options: { include_usage: true } in the request.';

/** OpenAI's chat completions alone count the tokens of a stream only if they are asked to. */
const isUncountedStream = ({ response, rest }: ModelEventDraft): boolean =>
  rest.hyperparameters?.['stream'] === true &&
  rest.metadata?.['openai.api.type'] === 'chat_completions' &&
  Object.values(rest.usage).every((count) => count === undefined) &&
  isAnswer(response);

/** Hints on what records lack because of how the app is set up. Looked for in each record, so that this costs next to nothing. */
export class RecordHints {
  readonly #diagnostics: Pick<Diagnostics, 'hint'>;
  readonly #wantsContent: boolean;
  readonly #wantsCost: boolean;
  #wantsProject: boolean;

  constructor(config: Pick<Config, 'captureContent' | 'cost' | 'url' | 'api'>, diagnostics: Pick<Diagnostics, 'hint'>) {
    this.#diagnostics = diagnostics;
    this.#wantsContent = config.captureContent;
    this.#wantsCost = config.cost !== false;
    this.#wantsProject = projectMatters(config);
  }

  /** @param span of which the record was made, alone or with others */
  look(draft: ModelEventDraft, span: ReadableSpan): void {
    if (this.#wantsContent && !isSaid(draft.messages)) this.#lacksMessages(draft, span);
    if (this.#wantsProject && draft.head.project === noProject) {
      this.#wantsProject = false;
      this.#diagnostics.hint('project', 'HH_PROJECT is not set, so events go to the project "unknown".');
    }
    if (this.#wantsCost && isUncountedStream(draft)) this.#diagnostics.hint('stream_usage', uncounted);
  }

  /** A call that failed at once may have none. Where calls are observed, one that was not is made by no API that could be. */
  #lacksMessages({ response, rest }: ModelEventDraft, span: ReadableSpan): void {
    if (isAnswer(response) || (rest.error ?? null) !== null || isWireSpan(span) || runningWire() !== undefined) return;
    const scope = scopeNameOf(span);
    const who = scope === '' ? 'model spans' : `model spans of ${scope}`;
    this.#diagnostics.hint(`content:${scope}`, `${who} carry no content: ${contentAdvice(instrumentationOf(scope))}`);
  }
}
