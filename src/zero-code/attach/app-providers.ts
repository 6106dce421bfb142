import type { Context } from '@opentelemetry/api';
import { guarded } from '../../runtime/guarded';
import { registered, registryKey } from '../../runtime/otel/registry';
import { onFirstSet } from './on-first-set';

/** Where `@opentelemetry/api-logs` keeps a function from its own version to the logger provider. */
const logsKey = Symbol.for('io.opentelemetry.js.api.logs');
const logsVersion = 1;

/** Attaches to a provider if it is an SDK's, once. @returns whether it is attached */
export type Attach = (provider: object) => boolean;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const globals = globalThis as { readonly [logsKey]?: unknown };

/** The app's own OpenTelemetry, seen from outside. Nothing is registered with it, which would lock the app's own version out. */
export class AppProviders {
  readonly #tracerProvider: Attach;
  readonly #loggerProvider: Attach;

  constructor(tracerProvider: Attach, loggerProvider: Attach) {
    this.#tracerProvider = tracerProvider;
    this.#loggerProvider = loggerProvider;
  }

  /** Attaches to providers that are registered, and to each signal's first one as it is registered. Never throws. */
  watch(): void {
    guarded(() =>
      onFirstSet(globalThis, registryKey, (registry) => {
        if (!isObject(registry)) return;
        guarded(() => onFirstSet(registry, 'trace', (provider) => this.#onTracerProvider(provider)));
        guarded(() => onFirstSet(registry, 'logs', (provider) => this.#onLoggerProvider(provider)));
      }),
    );
    guarded(() => onFirstSet(globalThis, logsKey, () => this.#onLoggerProvider(olderLoggerProvider())));
  }

  /** Attaches to providers that came another way: registered again after a `disable()`, or in a replaced registry. */
  look(): void {
    this.#onTracerProvider(registered().trace);
    this.#onLoggerProvider(registered().logs);
    this.#onLoggerProvider(olderLoggerProvider());
  }

  /** The context that the app's own context manager has active; `undefined` without one. Never throws. */
  activeContext(): Context | undefined {
    return guarded(() => registered().context?.active());
  }

  #onTracerProvider(registered: unknown): void {
    guarded(() => {
      if (!isObject(registered)) return;
      if (this.#tracerProvider(behindProxies(registered))) return;
      onNextDelegate(registered, (provider) => this.#tracerProvider(behindProxies(provider)));
    });
  }

  #onLoggerProvider(registered: unknown): void {
    guarded(() => isObject(registered) && this.#loggerProvider(registered));
  }
}

const olderLoggerProvider = (): unknown =>
  guarded(() => {
    const byVersion = globals[logsKey];
    return typeof byVersion === 'function' ? byVersion(logsVersion) : undefined;
  });

/** The api registers a proxy and gives it the provider afterwards. */
function behindProxies(provider: object): object {
  let inner = provider as { getDelegate?: () => unknown };
  for (let depth = 0; depth < maxProxies && typeof inner.getDelegate === 'function'; depth += 1) {
    const delegate = inner.getDelegate();
    if (!isObject(delegate)) break;
    inner = delegate;
  }
  return inner;
}
const maxProxies = 8;

/** Calls `seen` after the proxy was given its next provider; the proxy's own method is back in place by then. */
function onNextDelegate(proxy: object, seen: (provider: object) => void): void {
  const own = proxy as { setDelegate?: (provider: object) => void };
  const set = own.setDelegate;
  if (typeof set !== 'function' || Object.hasOwn(own, 'setDelegate')) return;
  Object.defineProperty(own, 'setDelegate', {
    configurable: true,
    writable: true,
    value: (provider: object): void => {
      delete own.setDelegate;
      set.call(own, provider);
      guarded(() => seen(provider));
    },
  });
}
