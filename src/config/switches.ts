import { unquoted } from '../runtime/unquoted';
import { type Environment, flag, type Option, option, parseFlag } from './option-parsers';

const conventions = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
/** Its values besides `true` and `false`: where instrumentations of the conventions put content, or that they have none. */
const places = ['span', 'span_only', 'event', 'event_only', 'span_and_event', 'all', 'both'];
const noPlace = ['none', 'no_content'];

const isNegative = (words: readonly string[]): boolean => words.some((word) => /^DISABLED?$/.test(word));

/** Whether anything is recorded and sent. */
export const enabledSwitch: Option<boolean> = option({
  ...flag('HH_ENABLED', true),
  ifInvalid: { value: false, consequence: 'nothing is sent' },
  ifMisspelt: (text, words) => (parseFlag(text) === !isNegative(words) ? undefined : false),
  isMeantBy: (words) => words.length === 1 && isNegative(words),
});

/** Whether records have content. Where others put it does not matter: ours is in the record. */
export const contentSwitch: Option<boolean> = option({
  ...flag('HH_CAPTURE_CONTENT', true),
  env: ['HH_CAPTURE_CONTENT', conventions],
  parse: (text, variable) => {
    const word = text.toLowerCase();
    if (variable !== conventions) return parseFlag(text);
    return places.includes(word) || (noPlace.includes(word) ? false : parseFlag(text));
  },
  ifInvalid: { value: false, consequence: 'no content is sent' },
  ifMisspelt: () => false,
  isMeantBy: (words) => words.some((word) => /^(?:CONTENTS?|CAPTURE)$/.test(word)),
});

const logLevel = 'OTEL_LOG_LEVEL';

/** Whether each request is a line on the standard error output. OpenTelemetry's level is for its own log, too, and no mistake here. */
export const debugSwitch: Option<boolean> = option({
  ...flag('HH_DEBUG', false),
  env: ['HH_DEBUG', logLevel],
  parse: (text, variable) => (variable === logLevel ? /^(?:debug|verbose|all)$/i.test(text) : parseFlag(text)),
});

/** For what starts before the options are read. */
export function isDebug(env: Environment): boolean {
  const variable = debugSwitch.env.find((name) => unquoted(env[name] ?? '') !== '');
  return variable !== undefined && debugSwitch.parse?.(unquoted(env[variable] ?? ''), variable) === true;
}

/** OpenTelemetry's own switch, which goes before everything else, options in code included. */
export const isSdkDisabled = (env: Environment): boolean =>
  unquoted(env['OTEL_SDK_DISABLED'] ?? '').toLowerCase() === 'true';
