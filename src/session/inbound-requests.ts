import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { guarded } from '../runtime/guarded';
import { tapServerRequests } from '../wire/taps/server-requests';
import { currentOccasion, enterOccasion, Occasion } from './occasion';
import { requestName, routeOf } from './request-name';
import { sessionHeaderReader, traceIdIn } from './session-header';

/** Fastify keeps the route on an object of its own, and publishes it as it calls the handler. */
const fastifyHandler = 'tracing:fastify.request.handler:start';

interface InboundOptions {
  /** The name of a header, or `cookie:` and the name of a cookie. */
  readonly sessionHeader: string | undefined;
  /** `false` leaves all of a request's path out of the session's name but its route. */
  readonly captureContent: boolean;
}

/**
 * Has each inbound request of this process's servers be the {@link Occasion} of all that is done for it. Of the request, it keeps the
 * path, the trace's id and the named header alone. Returns the function that stops it.
 * @param onRequest called with each
 */
export function watchInboundRequests(
  { sessionHeader, captureContent }: InboundOptions,
  onRequest: () => void,
): () => void {
  const sessionIn = sessionHeaderReader(sessionHeader);
  const untap = tapServerRequests((request) => {
    const { method, target, header } = request;
    const traceId = traceIdIn(header('traceparent'));
    const reference = request.request && new WeakRef(request.request);
    const occasion: Occasion = new Occasion({
      name: () => requestName(method, target, occasion.route ?? routeIn(reference, captureContent), captureContent),
      said: guarded(() => sessionIn(header)),
      traceId,
    });
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

const routeIn = (reference: WeakRef<object> | undefined, captureContent: boolean): string | undefined => {
  const request = reference?.deref();
  return request && routeOf(request, captureContent);
};
