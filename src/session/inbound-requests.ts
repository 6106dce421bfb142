import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { guarded } from '../runtime/guarded';
import { tapServerRequests } from '../wire/taps/server-requests';
import { currentOccasion, enterOccasion, Occasion } from './occasion';
import { requestName, routeOf } from './request-name';
import { type HeaderReader, sessionHeaderReader, traceIdIn } from './session-header';

/** Fastify keeps the route on an object of its own, and publishes it as it calls the handler. */
const fastifyHandler = 'tracing:fastify.request.handler:start';

interface InboundOptions {
  /** The name of a header, or `cookie:` and the name of a cookie. */
  readonly sessionHeader: string | undefined;
  /** `false` leaves all of a request's path out of the session's name but its route. */
  readonly captureContent: boolean;
}

/** `none`: requests do not matter. `undefined`: that is not known yet. */
export type InboundSettings = () => InboundOptions | 'none' | undefined;

/**
 * Has each inbound request of this process's servers be the {@link Occasion} of all that is done for it. Of the request, it keeps the
 * path, the trace's id and the named header alone; all headers, if it came before it was known which one that is. Returns the
 * function that stops it.
 * @param onRequest called with each
 */
export function watchInboundRequests(settings: InboundSettings, onRequest: () => void): () => void {
  const untap = tapServerRequests((request) => {
    if (settings() === 'none') return;
    const { method, target, header } = request;
    const traceId = traceIdIn(header('traceparent'));
    const reference = request.request && new WeakRef(request.request);
    const name = (): string => {
      const { captureContent } = known(settings()) ?? nothing;
      return requestName(method, target, occasion.route ?? routeIn(reference, captureContent), captureContent);
    };
    const occasion: Occasion = new Occasion({ name, said: saidIn(header, settings), traceId });
    enterOccasion(occasion);
    onRequest();
  });
  const onHandler = (message: unknown): void => {
    const { route } = message as { readonly route?: { readonly url?: unknown } };
    const occasion = currentOccasion();
    if (occasion !== undefined && typeof route?.url === 'string') occasion.route = route.url;
  };
  subscribe(fastifyHandler, onHandler);
  return () => {
    untap();
    unsubscribe(fastifyHandler, onHandler);
  };
}

const nothing: InboundOptions = { sessionHeader: undefined, captureContent: false };
const known = (options: ReturnType<InboundSettings>): InboundOptions | undefined =>
  options === 'none' ? undefined : options;

/** Apart from all else that is kept of a request: a function holds on to whatever any function beside it uses. */
function saidIn(header: HeaderReader, settings: InboundSettings): () => string | undefined {
  const read = (options: InboundOptions): string | undefined =>
    guarded(() => sessionHeaderReader(options.sessionHeader)(header));
  const options = known(settings());
  if (options !== undefined) return always(read(options));
  return () => {
    const late = known(settings());
    return late && read(late);
  };
}

const always =
  <Value>(value: Value): (() => Value) =>
  () =>
    value;

const routeIn = (reference: WeakRef<object> | undefined, captureContent: boolean): string | undefined => {
  const request = reference?.deref();
  return request && routeOf(request, captureContent);
};
