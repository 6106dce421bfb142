import { guarded } from '../runtime/guarded';
import { Occasion } from './occasion';
import { type HeaderReader, sessionHeaderReader, traceIdIn } from './session-header';

/** An event of API Gateway, a function's URL or a load balancer. */
interface HttpEvent {
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  /** Payload version 2.0 has cookies apart. */
  readonly cookies?: readonly string[] | null;
}

/**
 * Makes an {@link Occasion} of each invocation of a function.
 * @param name of the function
 * @param sessionHeader for events that are HTTP requests, asked for once a call needs it: the name of a header, or `cookie:` and the name of a cookie
 */
export function invocations(name: string, sessionHeader: () => string | undefined): (event: unknown) => Occasion {
  return (event) => {
    const header = headersOf(event);
    return new Occasion({
      name: () => name,
      said: () => guarded(() => sessionHeaderReader(sessionHeader())(header)),
      traceId: guarded(() => traceIdIn(header('traceparent'))),
    });
  };
}

const headersOf =
  (event: unknown): HeaderReader =>
  (name) => {
    const { headers, cookies } = Object(event) as HttpEvent;
    const key = Object.keys(headers ?? {}).find((each) => each.toLowerCase() === name);
    const value = key === undefined ? undefined : headers?.[key];
    return typeof value === 'string' ? value : name === 'cookie' ? cookies?.join('; ') : undefined;
  };
