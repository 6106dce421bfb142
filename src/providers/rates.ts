import { guarded } from '../runtime/guarded';
import type { Rates } from './cost';
import type { PriceName } from './price-names';

/** The part of `@pydantic/genai-prices` that is used here. */
export type PriceLibrary = Pick<typeof import('@pydantic/genai-prices'), 'calcPrice'>;

/** Which rates a model has at a time, in milliseconds since the epoch; under its likeliest name first. */
export interface RateQuestion {
  readonly names: readonly PriceName[];
  readonly time: number;
}

export interface FoundRates {
  readonly rates: Rates | undefined;
  /** They are the rates at the time of this call, and may differ at other times. */
  readonly isDated: boolean;
}

/** Finds rates at once, or later. */
export interface RateSource {
  /** @param take called once, maybe before `find` returns */
  find(question: RateQuestion, take: (found: FoundRates) => void): void;
}

/**
 * Bundlers treat a literal `require` inside `try` as optional.
 * @param onMissing called if the library is not installed
 */
export function loadLibrary(onMissing?: () => void): PriceLibrary {
  try {
    return require('@pydantic/genai-prices') as PriceLibrary;
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'MODULE_NOT_FOUND') onMissing?.();
    return { calcPrice: () => null };
  }
}

/** Finds rates at once, in a library that is loaded with the first question. Never throws. */
export function ratesOf(load: () => PriceLibrary): RateSource {
  let library: PriceLibrary | undefined;
  let isTried = false;
  return {
    find: (question, take) => {
      if (!isTried) {
        isTried = true;
        library = guarded(load);
      }
      take(library === undefined ? noRates : find(library, question));
    },
  };
}

const noRates: FoundRates = { rates: undefined, isDated: false };

function find(library: PriceLibrary, { names, time }: RateQuestion): FoundRates {
  for (const name of names) {
    const found = guarded(() => lookUp(library, name, time));
    if (found !== undefined) return found;
  }
  return noRates;
}

function lookUp(library: PriceLibrary, { provider, model }: PriceName, time: number): FoundRates | undefined {
  const found = library.calcPrice({}, model, { providerId: provider, timestamp: new Date(time) });
  if (found === null) return undefined;
  const { model_price: price } = found;
  const { requests_kcount: requests } = price;
  return {
    rates: {
      prompt: price['input_mtok'],
      cacheRead: price['cache_read_mtok'],
      cacheReadAudio: price['cache_audio_read_mtok'],
      cacheReadImage: price['cache_image_read_mtok'],
      cacheWrite: price['cache_write_mtok'],
      cacheWriteHour: price['cache_write_1h_mtok'],
      promptAudio: price['input_audio_mtok'],
      promptImage: price['input_image_mtok'],
      completion: price['output_mtok'],
      reasoning: price['output_reasoning_mtok'],
      completionAudio: price['output_audio_mtok'],
      completionImage: price['output_image_mtok'],
      requests: typeof requests === 'number' ? requests : undefined,
    },
    isDated: Array.isArray(found.model.prices),
  };
}
