import { guarded } from '../runtime/guarded';
import { asPrice, costOf, type OpenPrice, type Price, type PricedCall, type PriceLookUp } from './cost';
import { isMispriced, priceNames } from './price-names';
import { type FoundRates, loadLibrary, type RateSource, ratesOf } from './rates';

/**
 * The prices by the option `cost`: of the app's own function, and where it returns `undefined` of the price library.
 * @param onError called when the app's function throws; the call then has no cost
 */
export function priceFrom(cost: boolean | Price, onError: () => void, source?: RateSource): PriceLookUp | undefined {
  if (cost === false) return undefined;
  const library = libraryPrices(source);
  if (cost === true) return library;
  return (call) =>
    guarded(() => {
      const own = cost(call);
      return own === undefined ? library(call) : asPrice(own);
    }, onError);
}

/** Service tiers at other prices than the usual ones, which the library does not know. */
const tiersOfOtherPrice: ReadonlySet<string> = new Set(['batch', 'flex', 'priority']);

const maxKnown = 1000;
const maxNameLength = 256;
/** Prices that depend on the date, or on the time of day, change on a quarter of an hour. */
const datedMs = 15 * 60_000;

/**
 * Prices of `@pydantic/genai-prices`, an optional dependency of the app: without it no call has a price. The rates of a model are
 * looked up once per provider and model, since that costs as much as mapping a whole span; the arithmetic is ours, since the
 * library's throws on usage that does not add up. Loaded with the first call, never over the network. Never throws.
 */
export function libraryPrices(source: RateSource = ratesOf(() => loadLibrary())): PriceLookUp {
  const known = new Map<string, Pick<FoundRates, 'rates'>>();
  const asked = new Map<string, Asked[]>();

  return (call) => {
    if (!isPriced(call)) return undefined;
    const { provider, model, startTime } = call;
    const key = `${provider} ${model}`;
    const datedKey = `${key} ${Math.floor(startTime / datedMs)}`;
    const found = known.get(key) ?? known.get(datedKey);
    if (found !== undefined) return found.rates && costOf(call, found.rates);
    const names = priceNames(provider, model);
    if (names.length === 0) return undefined;
    const price = { isOpen: true, cost: undefined };
    const others = asked.get(datedKey);
    if (others !== undefined) {
      others.push({ call, price });
      return price;
    }
    const same: Asked[] = [{ call, price }];
    asked.set(datedKey, same);
    source.find({ names, time: startTime }, (answer) => {
      if (known.size >= maxKnown) known.clear();
      known.set(answer.isDated ? datedKey : key, answer);
      asked.delete(datedKey);
      for (const { call, price } of same) {
        price.cost = answer.rates && costOf(call, answer.rates);
        price.isOpen = false;
      }
    });
    return price.isOpen ? price : price.cost;
  };
}

/** A call whose price is being looked up. */
interface Asked {
  readonly call: PricedCall;
  readonly price: { -readonly [Name in keyof OpenPrice]: OpenPrice[Name] };
}

function isPriced(call: PricedCall): boolean {
  const { model, serviceTier, promptTokens, completionTokens } = call;
  if (promptTokens === undefined && completionTokens === undefined) return false;
  if (model.length > maxNameLength || tiersOfOtherPrice.has(serviceTier ?? '')) return false;
  return !isMispriced(call);
}
