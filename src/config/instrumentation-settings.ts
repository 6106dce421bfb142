import { isFlag, isPlainObject, type Option } from './option-parsers';

const flag = { mustBe: 'true or false', accepts: isFlag };

/** Those of `ModelWireInstrumentationConfig`. */
const settings: Readonly<Record<string, Pick<Option<unknown>, 'mustBe' | 'accepts'>>> = {
  enabled: flag,
  captureContent: flag,
  maxCapturedBytes: {
    mustBe: 'a whole number of at least 1',
    accepts: (value): value is number => Number.isSafeInteger(value) && Number(value) >= 1,
  },
};

/** @throws HoneyHiveOptionsError that lists every bad setting */
export function checkedSettings<Config extends object>(config: Config): Config {
  const entries = isPlainObject(config) ? Object.entries(config).filter(([, value]) => value !== undefined) : [];
  const isFine = ([name, value]: (typeof entries)[number]): boolean =>
    Object.hasOwn(settings, name) && settings[name]?.accepts(value) === true;
  if (isPlainObject(config) && entries.every(isFine)) return config;
  // What explains mistakes is loaded with the first one.
  const { settingsError } = require('./wrong-options') as typeof import('./wrong-options');
  throw settingsError(config, settings);
}
