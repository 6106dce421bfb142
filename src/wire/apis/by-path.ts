import type { Api } from './api';
import { apis, entriesAt } from './index';

/** The API that is asked for an answer at a path. */
export const apiAnsweringAt = (path: string): Api | undefined =>
  apis
    .flatMap(({ later, load }) => (later?.test(path) ? load() : []))
    .find((api) => (api.later ?? api.calls) !== undefined);

/** The APIs that a path belongs to, since no app has it for itself. */
export const apisOwning = (path: string): readonly Api[] =>
  entriesAt(path).flatMap(({ ownPath, load }) => {
    const isOwn = ownPath?.test(path) === true;
    return [load()].flat().filter((api) => isOwn || api.ownPath?.test(path) === true);
  });
