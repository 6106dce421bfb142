import { useState } from 'preact/hooks';
import { bytes } from '../figures';
import { isOfWeb, Link } from './link';
import { Visible } from './visible-text';

const kept = /^data:image\/(png|jpeg|gif|webp);base64,/;

/** A picture that the record holds. What lies elsewhere is not fetched: a link says where it is. */
export function Image({ url }: { readonly url: string }) {
  const [isLarge, setIsLarge] = useState(false);
  const type = kept.exec(url.slice(0, 40))?.[1];
  if (type === undefined) {
    if (isOfWeb(url)) return <Link url={url} label={`Image at ${url}`} />;
    return <Visible class="faint" text={`Image that is not shown: ${url.slice(0, 120)}`} />;
  }
  const size = bytes(Math.floor((url.length * 3) / 4));
  return (
    <button
      type="button"
      class="thumbnail"
      aria-pressed={isLarge}
      title={isLarge ? 'Make it small' : 'Show it in full size'}
      onClick={() => setIsLarge(!isLarge)}
    >
      <img
        class={isLarge ? 'large' : 'small'}
        src={url}
        alt={`Attached, ${type.toUpperCase()}, ${size}`}
        loading="lazy"
      />
    </button>
  );
}
