import { useEffect, useState } from 'preact/hooks';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
}

const shownMs = 1500;

export function CopyButton({ label, text }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => {
    copied(text()).then(
      () => setOutcome('Copied'),
      () => setOutcome('Not copied'),
    );
  };
  return (
    <button type="button" onClick={copy}>
      <span aria-live="polite">{outcome ?? label}</span>
    </button>
  );
}

/** Pages that are not of this machine have no clipboard of their own without TLS; a selection can still be copied there. */
async function copied(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (!isCopied) throw new Error('The browser does not let the page copy.');
}
