import { asCount, asFlag, asNumber, asObject, asText, asTexts, attribute, type Reader } from './reader';

/** Request parameters of known type, by OpenAI's names. The order is theirs in the record. */
export const parameters = {
  temperature: asNumber,
  top_p: asNumber,
  top_k: asNumber,
  max_tokens: asNumber,
  presence_penalty: asNumber,
  frequency_penalty: asNumber,
  stop: asTexts,
  n: asCount,
  seed: asNumber,
  stream: asFlag,
  reasoning_effort: asText,
  thinking: asObject,
  service_tier: asText,
  dimensions: asCount,
  encoding_formats: asTexts,
} as const;

export type Parameters = {
  readonly [Name in keyof typeof parameters]: NonNullable<ReturnType<(typeof parameters)[Name]>>;
};

export const parameterNames = Object.keys(parameters) as readonly (keyof Parameters)[];

type ParameterReaders = { readonly [Name in keyof Parameters]: Reader<Parameters[Name]> };

/** Readers of all parameters. */
export const parameterReaders = (
  readerOf: <Name extends keyof Parameters>(name: Name) => Reader<Parameters[Name]>,
): ParameterReaders =>
  Object.fromEntries(parameterNames.map((name) => [name, readerOf(name)])) as unknown as ParameterReaders;

/** Attributes named like the parameters, with a prefix. */
export const parametersBelow = (prefix: string): ParameterReaders =>
  parameterReaders((name) => attribute(parameters[name] as (value: unknown) => never)(`${prefix}${name}`));
