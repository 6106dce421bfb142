import { asPrice, costOf, type Price, type PricedCall, type Rates } from './cost';
import { isMispriced, type PriceName, priceNames } from './price-names';

/**
 * What the option `cost` means. The app's own function comes first, and where it answers `undefined` the price library.
 * @param failed told that the app's function threw; the call then has no cost
 */
export function priceFrom(cost: boolean | Price, failed: () => void): Price | undefined {
  if (cost === false) return undefined;
  const library = libraryPrices();
  if (cost === true) return library;
  return (call) => {
    try {
      const own = cost(call);
      return own === undefined ? library(call) : asPrice(own);
    } catch {
      failed();
      return undefined;
    }
  };
}

/** As much of `@pydantic/genai-prices` as is used here. */
export type PriceLibrary = Pick<typeof import('@pydantic/genai-prices'), 'calcPrice'>;

/** Half price, or more than the full one: the library knows none of these. */
const tiersOfOtherPrice: ReadonlySet<string> = new Set(['batch', 'flex', 'priority']);

const maxKnown = 1000;
const maxNameLength = 256;

/**
 * Prices of `@pydantic/genai-prices`, which an app may bring or not: without it no call has one. It is asked which rates a
 * model has, once per provider and model, since that costs as much as mapping a whole span; the arithmetic is ours, since
 * its own throws on usage that does not add up. Loaded with the first call, never over the network. Never throws.
 */
export function libraryPrices(load: () => PriceLibrary = loadLibrary): Price {
  let library: PriceLibrary | undefined;
  let isTried = false;
  const known = new Map<string, Rates | undefined>();

  return (call) => {
    if (!isTried) {
      isTried = true;
      library = attempt(load);
    }
    if (library === undefined || !isPriced(call)) return undefined;
    const key = `${call.provider} ${call.model}`;
    const isKnown = known.has(key);
    const found = isKnown ? { rates: known.get(key), isDated: false } : find(library, call);
    if (!isKnown && !found.isDated) {
      if (known.size >= maxKnown) known.clear();
      known.set(key, found.rates);
    }
    return found.rates && costOf(call, found.rates);
  };
}

/** A literal `require` inside `try`: bundlers then take a missing package for what it is, an option. */
function loadLibrary(): PriceLibrary {
  try {
    return require('@pydantic/genai-prices') as PriceLibrary;
  } catch {
    return { calcPrice: () => null };
  }
}

function isPriced({ provider, model, serviceTier, promptTokens, completionTokens }: PricedCall): boolean {
  if (promptTokens === undefined && completionTokens === undefined) return false;
  if (model.length > maxNameLength || tiersOfOtherPrice.has(serviceTier ?? '')) return false;
  return !isMispriced(provider, model);
}

interface Found {
  readonly rates: Rates | undefined;
  /** They hold for the time of this call only. */
  readonly isDated: boolean;
}

function find(library: PriceLibrary, call: PricedCall): Found {
  for (const name of priceNames(call.provider, call.model)) {
    const found = attempt(() => lookUp(library, name, call.startTime));
    if (found !== undefined) return found;
  }
  return { rates: undefined, isDated: false };
}

function lookUp(library: PriceLibrary, { provider, model }: PriceName, time: number): Found | undefined {
  const found = library.calcPrice({}, model, { providerId: provider, timestamp: new Date(time) });
  if (found === null) return undefined;
  const { model_price: price } = found;
  const { requests_kcount: requests } = price;
  return {
    rates: {
      prompt: price['input_mtok'],
      cacheRead: price['cache_read_mtok'],
      cacheWrite: price['cache_write_mtok'],
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

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined; // a price is never worth a record
  }
}
