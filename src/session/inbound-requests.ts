import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { tapServerRequests } from '../wire/taps/server-requests';
import type { InboundSettings } from './inbound-occasion';

/** Fastify keeps the route on an object of its own, and publishes it as it calls the handler. */
const fastifyHandler = 'tracing:fastify.request.handler:start';

/** Loaded with the first request: most processes serve none. */
const occasions = (): typeof import('./inbound-occasion') =>
  require('./inbound-occasion') as typeof import('./inbound-occasion');

/**
 * Has each inbound request of this process's servers be the occasion of all that is done for it. Returns the function that stops it.
 * @param onRequest called with each
 */
export function watchInboundRequests(settings: InboundSettings, onRequest: () => void): () => void {
  const untap = tapServerRequests((request) => {
    if (settings() === 'none') return;
    occasions().enterRequest(request, settings);
    onRequest();
  });
  const onHandler = (message: unknown): void => {
    const { route } = message as { readonly route?: { readonly url?: unknown } };
    if (typeof route?.url === 'string') occasions().enterRoute(route.url);
  };
  subscribe(fastifyHandler, onHandler);
  return () => {
    untap();
    unsubscribe(fastifyHandler, onHandler);
  };
}
