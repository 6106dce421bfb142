import { CallObserver } from './call-observer';
import { type RunningWire, runningWire, setRunningWire, type Wire, type WireOptions } from './registry';
import { tapHttp } from './taps/http';
import { tapHttp2 } from './taps/http2';
import { tapUndici } from './taps/undici';
import { tapWebSockets } from './taps/web-sockets';

/** Observes the process's model calls from now on. The taps are there once, however many listen. */
export function startWire(options: WireOptions): Wire {
  return (runningWire() ?? startTaps()).listen(options);
}

function startTaps(): RunningWire {
  const calls = new CallObserver(() => {
    for (const stop of stops) stop();
    setRunningWire(undefined);
  });
  const stops = [tapUndici(calls), tapHttp(calls), tapHttp2(calls), tapWebSockets(calls)];
  setRunningWire(calls);
  return calls;
}
