import { useState } from 'preact/hooks';
import { bytes } from '../figures';
import { cutAt } from './cut';
import { marked } from './visible-text';

interface LongTextProps {
  readonly text: string;
  /** Characters that are shown at first. */
  readonly first?: number;
  readonly isCode?: boolean;
}

/** So many more characters at a time, which a browser lays out in a moment even without a space among them. */
const step = 40_000;

/** A text that begins folded if it is long. However long, only what was asked for is laid out. */
export function LongText({ text, first = 3000, isCode = false }: LongTextProps) {
  const [shown, setShown] = useState(first);
  const end = cutAt(text, shown);
  const isWhole = end >= text.length;
  return (
    <div class={isCode ? 'long-text code' : 'long-text'}>
      <bdi class="text">
        {chunksOf(text, end).map((chunk, index) => (
          <span key={index}>{marked(chunk)}</span>
        ))}
        {!isWhole && '…'}
      </bdi>
      {!isWhole && (
        <button type="button" class="unfold" onClick={() => setShown(end + step)}>
          Show {text.length - end > step ? `more of ${bytes(text.length)}` : 'all'}
        </button>
      )}
      {end > first + 200 && (
        <button type="button" class="unfold" onClick={() => setShown(first)}>
          Fold
        </button>
      )}
    </div>
  );
}

/** Cut into pieces that stay the same when more is shown, so that only the new ones are made. */
function chunksOf(text: string, end: number): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0; at < end; ) {
    const next = Math.min(end, cutAt(text, at + step));
    chunks.push(text.slice(at, next));
    at = next;
  }
  return chunks;
}
