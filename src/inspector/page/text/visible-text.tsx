import { piecesOf } from './visible';

interface VisibleProps {
  readonly text: string;
  readonly class?: string;
}

/** Text of others: kept apart from the direction of the text around it, with marks for what would not be seen. */
export function Visible({ text, class: name }: VisibleProps) {
  return <bdi class={name}>{marked(text)}</bdi>;
}

export const marked = (text: string) =>
  piecesOf(text).map(({ text: piece, isHidden }, index) =>
    isHidden ? (
      <span key={index} class="hidden-char" title="A character that is not seen">
        {piece}
      </span>
    ) : (
      piece
    ),
  );
