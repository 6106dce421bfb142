// An app with module hooks, which Node runs in a thread of their own that loads the app's preloads, too.
import { register } from 'node:module';

register(
  `data:text/javascript,${encodeURIComponent('export const resolve = (name, context, next) => next(name, context);')}`,
);
