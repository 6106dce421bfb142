import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { windowOf } from './window';

/** What assistive technology is to know of a row. */
export type RowProps = Readonly<Record<`aria-${string}`, string | number | boolean | undefined>>;

export interface VirtualListProps<T> {
  readonly role: 'listbox' | 'tree';
  readonly label: string;
  /** For the keys that move in it from anywhere. */
  readonly moves: 'list' | 'tree';
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly items: readonly T[];
  /** Pixels; all rows have the same. */
  readonly rowHeight: number;
  readonly active: string | undefined;
  keyOf(item: T): string;
  render(item: T): ComponentChildren;
  rowProps?(item: T): RowProps;
  activate(item: T, how: 'push' | 'replace'): void;
  /** @returns whether the key had a meaning for the row that is active */
  onKey?(key: string, item: T): boolean;
  onScroll?(top: number): void;
  /** The last rows have come into view. */
  onEnd?(): void;
}

/** A list of which only the rows in view exist. What arrives above does not move what is in view. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { role, label, moves, frame, items, rowHeight, active, keyOf, activate } = props;
  const { view, follow } = useView(frame);
  const { first, last } = windowOf(view.top, view.height, rowHeight, items.length);
  const activeIndex = active === undefined ? -1 : items.findIndex((item) => keyOf(item) === active);
  useAnchor(props);
  useInView(props, activeIndex);
  useEffect(() => {
    if (last >= items.length - 1 && items.length > 0) props.onEnd?.();
  }, [last, items.length]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = items[activeIndex];
    const step = stepOf(event.key, Math.max(1, Math.floor(view.height / rowHeight) - 1), items.length);
    const target = step === undefined ? undefined : items[within(activeIndex + step, items.length)];
    if (target !== undefined) activate(target, 'replace');
    else if (at === undefined || !props.onKey?.(event.key, at)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onScroll = (): void => {
    follow();
    props.onScroll?.(frame.current?.scrollTop ?? 0);
  };
  const isInView = activeIndex >= first && activeIndex <= last;
  return (
    <div
      ref={frame}
      class="virtual"
      role={role}
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={isInView ? `${moves}-${activeIndex}` : undefined}
      data-moves={moves}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div class="virtual-space" role="presentation" style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(first, last + 1).map((item, offset) => (
          <Row
            key={keyOf(item)}
            list={props}
            item={item}
            index={first + offset}
            isActive={first + offset === activeIndex}
          />
        ))}
      </div>
    </div>
  );
}

interface RowOf<T> {
  readonly list: VirtualListProps<T>;
  readonly item: T;
  readonly index: number;
  readonly isActive: boolean;
}

function Row<T>({ list, item, index, isActive }: RowOf<T>) {
  const { role, moves, frame, items, rowHeight, render, rowProps, activate } = list;
  return (
    <div
      id={`${moves}-${index}`}
      class="virtual-row"
      role={role === 'tree' ? 'treeitem' : 'option'}
      tabIndex={-1}
      aria-selected={isActive}
      {...(role === 'listbox' ? { 'aria-setsize': items.length, 'aria-posinset': index + 1 } : {})}
      {...rowProps?.(item)}
      style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}
      onMouseDown={(event: MouseEvent) => event.preventDefault()}
      onClick={() => {
        frame.current?.focus({ preventScroll: true });
        activate(item, 'push');
      }}
    >
      {render(item)}
    </div>
  );
}

const within = (index: number, length: number): number => Math.min(Math.max(index, 0), length - 1);

function stepOf(key: string, page: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return 1;
    case 'ArrowUp':
      return -1;
    case 'PageDown':
      return page;
    case 'PageUp':
      return -page;
    case 'Home':
      return -length;
    case 'End':
      return length;
    default:
      return undefined;
  }
}

/** Where the frame is scrolled to, and how high it is. */
function useView(frame: RefObject<HTMLDivElement | null>) {
  const [view, setView] = useState({ top: 0, height: 800 });
  const follow = (): void => {
    const element = frame.current;
    if (element === null) return;
    const next = { top: element.scrollTop, height: element.clientHeight };
    setView((before) => (before.top === next.top && before.height === next.height ? before : next));
  };
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { view, follow };
}

/** Keeps the first row in view where it is when rows come or go above it, unless the list is at its top. */
function useAnchor<T>({ frame, items, rowHeight, keyOf }: VirtualListProps<T>): void {
  const before = useRef<readonly T[]>(items);
  useLayoutEffect(() => {
    const element = frame.current;
    const old = before.current;
    before.current = items;
    if (element === null || old === items || element.scrollTop === 0) return;
    const index = Math.floor(element.scrollTop / rowHeight);
    const anchor = old[index];
    if (anchor === undefined) return;
    const key = keyOf(anchor);
    const moved = items.findIndex((item) => keyOf(item) === key);
    if (moved >= 0 && moved !== index) element.scrollTop += (moved - index) * rowHeight;
  }, [items]);
}

/** Scrolls to the active row once, when it becomes active: later the reader decides what is in view. */
function useInView<T>({ frame, active, rowHeight }: VirtualListProps<T>, index: number): void {
  const done = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null || index < 0 || done.current === active) return;
    done.current = active;
    const top = index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight;
  }, [active, index]);
}
