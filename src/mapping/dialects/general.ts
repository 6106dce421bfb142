import type { Dialect } from '../read/facts';
import { firstOf, text } from '../read/reader';

/** OpenTelemetry's general attributes. */
export const general: Dialect = {
  name: 'general',
  reads: {
    session: text('session.id'),
    user: firstOf(text('user.id'), text('enduser.id')),
  },
};
