import { guarded } from '../runtime/guarded';
import type { ServerRequest } from '../wire/taps/server-requests';
import { currentOccasion, enterOccasion, Occasion } from './occasion';
import { requestName, routeOf } from './request-name';
import { type HeaderReader, sessionHeaderReader, traceIdIn } from './session-header';

interface InboundOptions {
  /** The name of a header, or `cookie:` and the name of a cookie. */
  readonly sessionHeader: string | undefined;
  /** `false` leaves all of a request's path out of the session's name but its route. */
  readonly captureContent: boolean;
}

/** `none`: requests do not matter. `undefined`: that is not known yet. */
export type InboundSettings = () => InboundOptions | 'none' | undefined;

/**
 * Has an inbound request be the {@link Occasion} of all that is done for it. Of the request, it keeps the path, the trace's id and the
 * named header alone; all headers, if it came before it was known which one that is.
 */
export function enterRequest({ method, target, header, request }: ServerRequest, settings: InboundSettings): void {
  const traceId = traceIdIn(header('traceparent'));
  const reference = request && new WeakRef(request);
  const name = (): string => {
    const { captureContent } = known(settings()) ?? nothing;
    return requestName(method, target, occasion.route ?? routeIn(reference, captureContent), captureContent);
  };
  const occasion: Occasion = new Occasion({ name, said: saidIn(header, settings), traceId });
  enterOccasion(occasion);
}

/** The framework has found the route of the current request. */
export function enterRoute(route: string): void {
  const occasion = currentOccasion();
  if (occasion !== undefined) occasion.route = route;
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
