import { type RunningWire, runningWire, setRunningWire, type Wire, type WireOptions } from './registry';
import { tapHttp } from './taps/http';
import { tapHttp2 } from './taps/http2';
import { LateObserver } from './taps/late-observer';
import { tapUndici } from './taps/undici';
import { tapWebSockets } from './taps/web-sockets';

/** Observes the process's model calls from now on. The taps are there once, however many listen. */
export function startWire(options: WireOptions): Wire {
  return (runningWire() ?? startTaps()).listen(options);
}

/**
 * The same for one who is going to listen with the first call.
 * @param onFirstCall called as a request begins that may be a model call, before anything is recorded of it; at once, if another
 * copy of this package has recorded calls before
 */
export function startWireLater(onFirstCall: () => void): void {
  if (runningWire() === undefined) startTaps(onFirstCall);
  else onFirstCall();
}

function startTaps(onFirstCall?: () => void): RunningWire {
  const observer = new LateObserver(() => {
    for (const stop of stops) stop();
    setRunningWire(undefined);
  }, onFirstCall);
  const calls = (): ReturnType<LateObserver['observe']> => observer.observe();
  const stops = [tapUndici(calls), tapHttp(calls), tapHttp2(calls), tapWebSockets(calls)];
  setRunningWire(observer);
  return observer;
}
