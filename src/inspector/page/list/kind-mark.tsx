import type { CallRow } from '../../page-api';

const marks: Readonly<Record<CallRow['kind'], string>> = {
  model: '◆',
  tool: '▸',
  chain: '○',
  session: '□',
  other: '·',
};

/** Its form, and not only its colour, says what kind an event is of. */
export const KindMark = ({ kind }: { readonly kind: CallRow['kind'] }) => (
  <span class={`mark mark-${kind}`} role="img" aria-label={kind} title={kind}>
    {marks[kind]}
  </span>
);
