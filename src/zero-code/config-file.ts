import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HoneyHiveOptionsError } from '../config/options-error';
import { textWithoutSecrets } from '../privacy/secret-text';

/** What `require` says of modules that only `import()` can load: on older Nodes all ES modules, elsewhere those that await. */
const importedOnly: ReadonlySet<unknown> = new Set([
  'ERR_REQUIRE_ESM',
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_REQUIRE_CYCLE_MODULE',
]);

/** A file of options has so long to load; records wait for it. */
export const maxLoadingMs = 10_000;

/**
 * The options that a module exports: as its default or as the module itself; the function there gives them, or a promise of them.
 * Loaded at once where that is possible: then no record has to wait, and an exit in the same turn has them.
 * @param folder in which relative paths begin
 * @throws what the module throws
 */
export function optionsIn(path: string, folder: string): unknown {
  const file = resolve(folder, path);
  try {
    return given(createRequire(file)(file));
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown };
    if (!importedOnly.has(code)) throw explained(error, file);
  }
  const loading: Promise<unknown> = import(
    /* webpackIgnore: true */ /* turbopackIgnore: true */ pathToFileURL(file).href
  );
  return loading.then(given);
}

function given(exported: unknown): unknown {
  const value = defaultOf(defaultOf(exported)); // CommonJS that was compiled from an ES module, and imported, has two
  const options: unknown = typeof value === 'function' ? value() : value;
  return isThenable(options) ? Promise.resolve(options) : options;
}

const defaultOf = (exported: unknown): unknown =>
  typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : exported;

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** An older Node takes types for mistakes in the syntax. */
function explained(error: unknown, file: string): unknown {
  const stripsTypes = Boolean(Reflect.get(process.features, 'typescript'));
  return error instanceof SyntaxError && /\.[cm]?ts$/.test(file) && !stripsTypes
    ? new Error(`TypeScript needs Node 22.18 or later, and this is ${process.version}: name a file of JavaScript.`)
    : error;
}

const maxChars = 500;

/** Why a module could not be used: every bad option, or the first line of what it has thrown, without secrets. */
export function reasonOf(error: unknown): string {
  const { message } = Object(error) as { readonly message?: unknown };
  const [first = '', ...more] = (typeof message === 'string' ? message : String(error)).split('\n');
  // Those are sentences of this package, which quote no value.
  const text =
    error instanceof HoneyHiveOptionsError
      ? more.map((line) => line.replace(/^ *- /, '')).join(' ')
      : textWithoutSecrets(first);
  return text.slice(0, maxChars);
}
