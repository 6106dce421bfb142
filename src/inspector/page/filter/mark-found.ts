import { useEffect } from 'preact/hooks';
import { placesOf, wordsIn } from './search-words';

const name = 'found';
const maxRanges = 1000;

/** Marks the words of the search wherever they are shown, without a change of the document. Browsers that cannot, do not. */
export function useMarkedWords(search: string | undefined): void {
  useEffect(() => {
    if (typeof Highlight === 'undefined') return;
    const words = wordsIn(search ?? '');
    const place = document.getElementById('app');
    if (words.length === 0 || place === null) return;
    let frame = 0;
    const mark = (): void => {
      frame = 0;
      CSS.highlights.set(name, new Highlight(...rangesIn(place, words)));
    };
    const observer = new MutationObserver(() => {
      if (frame === 0) frame = requestAnimationFrame(mark);
    });
    observer.observe(place, { childList: true, characterData: true, subtree: true });
    mark();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      CSS.highlights.delete(name);
    };
  }, [search]);
}

function rangesIn(place: Element, words: readonly string[]): readonly Range[] {
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null && ranges.length < maxRanges; node = texts.nextNode()) {
    for (const [from, to] of placesOf(words, node.nodeValue ?? '')) {
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, to);
      ranges.push(range);
    }
  }
  return ranges;
}
