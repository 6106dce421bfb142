import { isDebug } from '../config/switches';
import type { Update } from '../delivery/single/updates';
import { watchEngines } from '../engine/engines';
import { answerCurrentSession } from '../otel/session-here';
import { guarded } from '../runtime/guarded';
import { logDebug } from '../runtime/log';
import { mainFile } from '../runtime/main-file';
import type { ProcessSession } from '../session/process-session';
import { startWireLater } from '../wire';
import { onceLoaded } from '../wire/taps/builtin-loaded';
import { AppProviders } from './attach/app-providers';
import { environmentOf } from './environment';
import type { WorkerThreads } from './exit/worker-threads';
import { watchPlaces } from './places';
import type { Recording } from './recording';
import { isSwitchedOn, Settings } from './settings';

/** What `register` has started. */
export interface Started {
  /** Sends what has been recorded so far, as far as that is possible now. */
  flush(): Promise<void>;
  /** Adds to an event that was recorded before. */
  update(update: Update): void;
}

/** On Lambda, the app's handler is wrapped before it is loaded; child processes are watched from the first one on. */
const atOnce = ['AWS_LAMBDA_FUNCTION_NAME', 'HH_CHILDREN', 'HH_CHILDREN_VARIABLES'];

/** What a thread inherits of the one that starts it. */
interface Inherited {
  readonly threads: WorkerThreads;
  readonly process: ProcessSession;
}

interface Asked {
  readonly onThread: () => void;
  readonly countLeft: () => number;
  readonly sessionName: () => string | undefined;
}

function inheritedBy({ onThread, countLeft, sessionName }: Asked): Inherited {
  const { WorkerThreads: Threads } = require('./exit/worker-threads') as typeof import('./exit/worker-threads');
  const { ProcessSession: Session } =
    require('../session/process-session') as typeof import('../session/process-session');
  return {
    threads: new Threads(onThread, countLeft),
    process: new Session(mainFile() ?? 'node', sessionName),
  };
}

/**
 * Records the model calls of the app that is about to run, as its environment asks at the first of them. Switched off, it does nothing.
 * Until something is to be recorded, it only listens: under `NODE_OPTIONS` most processes never call a model, so that all but the
 * listeners is loaded with the first call, provider, exporter or thread of the app.
 * @returns how to use it; `undefined` if it does nothing
 */
export function start(env: NodeJS.ProcessEnv): Started | undefined {
  if (!isSwitchedOn(env)) return undefined;
  if (isDebug(environmentOf(env))) logDebug('register is loaded, and model calls are observed.');
  let loaded: Recording | undefined;
  const recording = (): Recording => {
    if (loaded === undefined) {
      const { startRecording } = require('./recording') as typeof import('./recording');
      loaded = startRecording(env, { settings, ...inheritance(), places, providers });
    }
    return loaded;
  };
  const settings: Settings = new Settings(env, () => loaded?.isApps === true);
  let inherited: Inherited | undefined;
  const inheritance = (): Inherited => {
    // Before our own modules: what waits for it asks for these, too.
    require('node:worker_threads');
    inherited ??= inheritedBy({
      onThread: () => guarded(() => recording().arm()),
      countLeft: () => loaded?.countUnsafe() ?? 0,
      sessionName: () => settings.known?.sessionName,
    });
    return inherited;
  };
  const places = watchPlaces(settings, () => inheritance().process.serves());
  const providers: AppProviders = new AppProviders(
    (provider) => recording().attachToTracerProvider(provider),
    (provider) => recording().attachToLoggerProvider(provider),
  );
  answerCurrentSession(() => recording().sessionHere());
  startWireLater(() => void recording());
  // Threads inherit what is there before them.
  onceLoaded('worker_threads', () => void inheritance());
  watchEngines((engine) => recording().opened(engine));
  providers.watch();
  if (atOnce.some((name) => env[name] !== undefined)) recording();
  return { flush: async () => loaded?.flush(), update: (update) => recording().update(update) };
}
