import type { Config } from '../config/config';
import type { Diagnostics } from '../observability/diagnostics';
import { enlist } from './engines';
import type { ExporterEngine } from './exporter-port';
import { IdleEngine } from './idle-engine';

/**
 * The engine that a configuration asks for: where it is switched off, or without a key or a place to send to, one that takes nothing,
 * and the app runs on.
 */
export function openEngine(config: Config, diagnostics: Diagnostics): ExporterEngine {
  diagnostics.configure(config);
  const engine = engineFor(config, diagnostics);
  enlist(engine);
  return engine;
}

function engineFor(config: Config, diagnostics: Diagnostics): ExporterEngine {
  if (!config.enabled) return new IdleEngine(diagnostics);
  if (config.apiKey === undefined) {
    diagnostics.notice('no_key', 'HH_API_KEY is not set, so no model calls are exported.', 'error');
    return new IdleEngine(diagnostics);
  }
  if (config.url === '') return new IdleEngine(diagnostics); // the bad variable was reported
  // Most of this package, loaded with the first exporter that has a use for it: an import costs little.
  const { Engine } = require('./engine') as typeof import('./engine');
  return new Engine(config, diagnostics);
}
