import { useCallback, useState } from 'preact/hooks';
import type { Page } from '../../page-api';
import { useResource } from './resource';

export interface PagedList<T> {
  /** `undefined` until the first page is there. */
  readonly rows: readonly T[] | undefined;
  readonly hasMore: boolean;
  readonly error: string | undefined;
  /** For the end of the list coming into view. */
  readonly more: () => void;
}

interface Pages<T> {
  readonly identity: string;
  readonly rows: readonly T[];
  readonly next: string | null;
}

/**
 * A list that is read page by page. A change reads the first page again, and puts it before what was read further down.
 *
 * @param identity of the list: the filter
 */
export function usePaged<T extends { readonly id: string }>(
  identity: string,
  revision: number,
  load: (cursor: string | null, signal?: AbortSignal) => Promise<Page<T>>,
): PagedList<T> {
  const first = useResource(identity, `${identity} ${revision}`, (signal) => load(null, signal));
  const [further, setFurther] = useState<Pages<T>>({ identity, rows: [], next: null });
  const [isReading, setIsReading] = useState(false);
  // Where the first page is all there is, what was read below it is kept no more.
  const isOwn = further.identity === identity && further.rows.length > 0 && first.value?.next !== null;
  const next = isOwn ? further.next : (first.value?.next ?? null);

  const more = useCallback(() => {
    if (next === null || isReading) return;
    setIsReading(true);
    load(next)
      .then((page) => {
        const before = isOwn ? further.rows : (first.value?.rows ?? []);
        setFurther({ identity, rows: withoutDoubles([...before, ...page.rows]), next: page.next });
      })
      .catch(() => undefined)
      .finally(() => setIsReading(false));
  }, [identity, next, isReading, isOwn, further, first.value, load]);

  const rows = first.value && (isOwn ? withoutDoubles([...first.value.rows, ...further.rows]) : first.value.rows);
  return { rows, hasMore: next !== null, error: first.error, more };
}

/** The first of each id, which is the newest state. */
function withoutDoubles<T extends { readonly id: string }>(rows: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id));
}
