import { startReceiver } from '../../src/inspector';
import { node } from '../zero-code/app-process';
import { argumentsFor, type Form } from './forms';
import { type Exchange, problemsOf } from './judge';
import { nodeOf, type Release } from './nodes';
import type { Sdk } from './sdks';

/** An SDK in one form on one release of Node. */
export interface Cell {
  readonly sdk: Sdk;
  readonly form: Form;
  readonly release: Release;
}

/** Why a cell cannot be: the SDK itself does not run there. */
export const reasonAgainst = ({ sdk: { since }, release }: Cell): string | undefined =>
  since !== undefined && release < since ? `needs Node ${since}` : undefined;

/**
 * Runs an app twice, each time with a provider that starts anew: without us, and with us. Everything that differs for the app,
 * and everything that its records do not say.
 */
export async function problemsIn({ sdk, form, release }: Cell): Promise<readonly string[]> {
  const { preload, app } = await argumentsFor(form, sdk.app);
  const [bareProvider, provider, receiver] = await Promise.all([sdk.start(), sdk.start(), startReceiver()]);
  const ours = {
    ...{ HH_API_KEY: 'key', HH_PROJECT: 'tests', HH_API_URL: receiver.url, HH_EXIT_TIMEOUT_MS: '120000' },
    HH_HINTS: 'false', // of streams without token counts, which are among the exchanges
  };
  const env = { ...ours, NODE_NO_WARNINGS: '1', ...sdk.env };
  const [bare, recorded] = await Promise.all([
    node(app, { binary: nodeOf(release), env: { ...env, MODEL_URL: (sdk.urlOf ?? urlOf)(bareProvider) } }),
    node([...preload, ...app], { binary: nodeOf(release), env: { ...env, MODEL_URL: (sdk.urlOf ?? urlOf)(provider) } }),
  ]);
  await Promise.all([bareProvider.close(), provider.close(), receiver.close()]);

  const calls = provider.exchanges.filter(isModelCall);
  const events = receiver.events.filter(isInJson).sort((one, other) => one.start_time - other.start_time);
  return [
    ...(bare.code === 0 ? [] : [`the app itself ends with ${bare.code}: ${bare.stderr}`]),
    ...(['code', 'signal', 'stdout', 'stderr'] as const).flatMap((part) =>
      seen(recorded[part]) === seen(bare[part]) ? [] : [`another ${part}: ${difference(bare[part], recorded[part])}`],
    ),
    ...(sdk.isFaultless === true ? failuresIn(bare.stdout) : []),
    ...(calls.length < sdk.calls ? [`only ${calls.length} calls`] : []),
    ...(events.length === calls.length ? [] : [`${events.length} records of ${calls.length} calls`]),
    ...calls.flatMap((call, place) => {
      const event = events[place];
      const problems = event === undefined ? ['no record'] : problemsOf(call, event, sdk);
      const provider = event?.provider === sdk.provider ? [] : [`the provider ${event?.provider}`];
      return [...problems, ...provider].map((problem) => `${place} ${call.path} ${excerptOf(call)}: ${problem}`);
    }),
  ];
}

/** Each run has a stand-in of its own, and some SDKs name it in their errors. */
const seen = (value: unknown): string => String(value).replaceAll(/127\.0\.0\.1:\d+/g, 'provider');

/** What the app itself gets wrong, with or without us. */
const failuresIn = (stdout: string): readonly string[] =>
  stdout.split('\n').filter((line) => /"outcome":(\{"thrown"|false|undefined)|,false\]\}/.test(line));

const urlOf = ({ url }: { readonly url: string }): string => url;

/** Counting the tokens of a request runs no model. */
/** Of other exchanges the stand-ins keep nothing: of the transcription that an app asks for by a form. */
const isInJson = ({ model }: { readonly model: string }): boolean => model !== 'whisper-1';

const isModelCall = ({ path }: Exchange): boolean => !path.includes('/count_tokens');

const excerptOf = ({ request }: Exchange): string =>
  JSON.stringify(request?.['messages'] ?? request)?.slice(-160) ?? '';

/** Where the first difference is. */
function difference(bare: unknown, recorded: unknown): string {
  const [text, other] = [seen(bare), seen(recorded)];
  const at = Array.from(text).findIndex((character, place) => character !== Array.from(other)[place]);
  const around = (whole: string): string => JSON.stringify(whole.slice(Math.max(0, at - 80), at + 120));
  return `${around(text)} ≠ ${around(other)}`;
}
