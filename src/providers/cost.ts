/** Everything that the price of a model call depends on. Counts are tokens; an unknown one is `undefined`. */
export interface PricedCall {
  /** The conventions' name of it, such as `aws.bedrock`. */
  readonly provider: string;
  /** The model that answered, else the one that was asked for. */
  readonly model: string;
  readonly requestModel: string | undefined;
  /** The tier that served the call, or where that is unknown the requested one; such as `flex`. */
  readonly serviceTier: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** All of the prompt, with the cached tokens and those of media. */
  readonly promptTokens: number | undefined;
  readonly cacheReadTokens: number | undefined;
  /** Those of them that are of audio, and of images. */
  readonly cacheReadAudioTokens: number | undefined;
  readonly cacheReadImageTokens: number | undefined;
  readonly cacheWriteTokens: number | undefined;
  /** Those of them that the cache keeps for an hour. */
  readonly cacheWriteHourTokens: number | undefined;
  readonly promptAudioTokens: number | undefined;
  readonly promptImageTokens: number | undefined;
  /** All of the answer, with its reasoning and the tokens of media. */
  readonly completionTokens: number | undefined;
  readonly reasoningTokens: number | undefined;
  readonly completionAudioTokens: number | undefined;
  readonly completionImageTokens: number | undefined;
}

/** The price of a call in US dollars, `undefined` if it is not known. */
export type Price = (call: PricedCall) => number | undefined;

/** A price that is being looked up. */
export interface OpenPrice {
  readonly isOpen: boolean;
  /** Once it is found. */
  readonly cost: number | undefined;
}

/** The same, where the price may come later. */
export type PriceLookUp = (call: PricedCall) => number | OpenPrice | undefined;

/** US dollars for a million tokens: one number, or steps by the length of the prompt. */
export type Rate = number | Steps;
export interface Steps {
  readonly base: number;
  /** `price` for all tokens of a call whose prompt is longer than `start`; ascending. */
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

/** Tokens without a rate of their own cost as much as those that they are a part of: prompt or completion. */
export interface Rates {
  readonly prompt: Rate | undefined;
  readonly cacheRead: Rate | undefined;
  readonly cacheReadAudio: Rate | undefined;
  readonly cacheReadImage: Rate | undefined;
  readonly cacheWrite: Rate | undefined;
  readonly cacheWriteHour: Rate | undefined;
  readonly promptAudio: Rate | undefined;
  readonly promptImage: Rate | undefined;
  readonly completion: Rate | undefined;
  readonly reasoning: Rate | undefined;
  readonly completionAudio: Rate | undefined;
  readonly completionImage: Rate | undefined;
  /** US dollars for a thousand requests. */
  readonly requests: number | undefined;
}

/**
 * Usage × rates. Every token is charged once: the parts of a count are taken out of it one after the other, and are together
 * never more than it. `undefined` where a count that has a price is not known. Never throws.
 */
export function costOf(call: PricedCall, rates: Rates): number | undefined {
  const { cacheReadTokens = 0, cacheWriteTokens = 0 } = call;
  const cachedAudio = Math.min(call.cacheReadAudioTokens ?? 0, cacheReadTokens);
  const cachedImage = Math.min(call.cacheReadImageTokens ?? 0, cacheReadTokens - cachedAudio);
  const hourWrites = Math.min(call.cacheWriteHourTokens ?? 0, cacheWriteTokens);
  // Writes for an hour cost more than others: a price that only others have is not theirs.
  if (hourWrites > 0 && rates.cacheWriteHour === undefined && rates.cacheWrite !== undefined) return undefined;
  const prompt = charge(call.promptTokens, rates.prompt, call.promptTokens, [
    [cachedAudio, rates.cacheReadAudio ?? rates.cacheRead ?? rates.promptAudio],
    [cachedImage, rates.cacheReadImage ?? rates.cacheRead ?? rates.promptImage],
    [cacheReadTokens - cachedAudio - cachedImage, rates.cacheRead],
    [hourWrites, rates.cacheWriteHour],
    [cacheWriteTokens - hourWrites, rates.cacheWrite],
    [Math.max(0, (call.promptAudioTokens ?? 0) - cachedAudio), rates.promptAudio],
    [Math.max(0, (call.promptImageTokens ?? 0) - cachedImage), rates.promptImage],
  ]);
  const completion = charge(call.completionTokens, rates.completion, call.promptTokens, [
    [call.reasoningTokens, rates.reasoning],
    [call.completionAudioTokens, rates.completionAudio],
    [call.completionImageTokens, rates.completionImage],
  ]);
  if (prompt === undefined || completion === undefined) return undefined;
  return asPrice((prompt + completion) / 1e6 + (rates.requests ?? 0) / 1e3);
}

type PartOfCount = readonly [tokens: number | undefined, rate: Rate | undefined];

/** Millionths of a dollar. */
function charge(
  tokens: number | undefined,
  rate: Rate | undefined,
  promptTokens: number | undefined,
  parts: readonly PartOfCount[],
): number | undefined {
  const base = rateAt(rate, promptTokens);
  if (tokens === undefined) return base === 0 ? 0 : undefined;
  let rest = tokens;
  let sum = 0;
  for (const [partTokens = 0, partRate] of parts) {
    // Tokens without a rate of their own stay in the rest: subtracted, they could hide a part that has one.
    if (partRate === undefined) continue;
    const charged = Math.min(rest, partTokens);
    rest -= charged;
    sum += charged * rateAt(partRate, promptTokens);
  }
  return sum + rest * base;
}

function rateAt(rate: Rate = 0, promptTokens = 0): number {
  if (typeof rate === 'number') return rate;
  return rate.tiers.reduce((price, tier) => (promptTokens > tier.start ? tier.price : price), rate.base);
}

/** A value that others computed, if it can be a price. */
export const asPrice = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
