import { guarded } from '../runtime/guarded';
import { asPrice, costOf, type Price, type PricedCall, type Rates } from './cost';
import { isMispriced, type PriceName, priceNames } from './price-names';

/**
 * The prices by the option `cost`: of the app's own function, and where it returns `undefined` of the price library.
 * @param onError called when the app's function throws; the call then has no cost
 */
export function priceFrom(cost: boolean | Price, onError: () => void): Price | undefined {
  if (cost === false) return undefined;
  const library = libraryPrices();
  if (cost === true) return library;
  return (call) =>
    guarded(() => {
      const own = cost(call);
      return own === undefined ? library(call) : asPrice(own);
    }, onError);
}

/** The part of `@pydantic/genai-prices` that is used here. */
export type PriceLibrary = Pick<typeof import('@pydantic/genai-prices'), 'calcPrice'>;

/** Service tiers at other prices than the usual ones, which the library does not know. */
const tiersOfOtherPrice: ReadonlySet<string> = new Set(['batch', 'flex', 'priority']);

const maxKnown = 1000;
const maxNameLength = 256;

/**
 * Prices of `@pydantic/genai-prices`, an optional dependency of the app: without it no call has a price. The rates of a model are
 * looked up once per provider and model, since that costs as much as mapping a whole span; the arithmetic is ours, since the
 * library's throws on usage that does not add up. Loaded with the first call, never over the network. Never throws.
 */
export function libraryPrices(load: () => PriceLibrary = loadLibrary): Price {
  let library: PriceLibrary | undefined;
  let isTried = false;
  const known = new Map<string, Rates | undefined>();

  return (call) => {
    if (!isTried) {
      isTried = true;
      library = guarded(load);
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

/** Bundlers treat a literal `require` inside `try` as optional. */
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
  /** They are the rates at the time of this call, and may differ at other times. */
  readonly isDated: boolean;
}

function find(library: PriceLibrary, call: PricedCall): Found {
  for (const name of priceNames(call.provider, call.model)) {
    const found = guarded(() => lookUp(library, name, call.startTime));
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
