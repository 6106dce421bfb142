import { firstOf, text } from '../read/reader';
import type { Dialect } from './dialect';

/** OpenTelemetry's general attributes. */
export const general: Dialect = {
  name: 'general',
  reads: {
    session: firstOf(text('session.id'), text('microsoft.session.id')),
    user: firstOf(text('user.id'), text('enduser.id')),
  },
  inherited: ['session.id', 'microsoft.session.id', 'user.id', 'enduser.id'],
  aboutExchange: ['error.type', 'server.', 'http.', 'url.', 'network.'],
};
