import { environmentReader } from './environment';
import { type Environment, isPath, type Option, option } from './option-parsers';
import { optionTable } from './option-table';

/**
 * The module that gives `register` options, those that no variable can hold among them. A variable alone: options in code need no file.
 * A misspelt one is taken for a file that cannot be loaded, since it may be what masks content.
 */
const configFile: Option<string | undefined> = option({
  env: ['HH_CONFIG'],
  fallback: undefined,
  mustBe: 'the path of a module',
  accepts: isPath,
  ifInvalid: { value: '', consequence: 'no content is sent' },
  ifMisspelt: () => '',
});

/**
 * Its path; empty if the variable is misspelt.
 * @param warn receives a sentence about each bad variable
 */
export const configFileOf = (env: Environment, warn: (problem: string) => void): string | undefined =>
  environmentReader([...Object.values(optionTable), configFile], env, warn)(configFile);
