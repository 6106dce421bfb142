import { shortcuts } from './shortcuts';

const id = 'help';
const nothing = (): void => undefined;

const dialog = (): HTMLDialogElement | null => document.querySelector<HTMLDialogElement>(`#${id}`);

export const openHelp = (): void => dialog()?.showModal();

/** In a tree and in its lists the arrow keys do what they do in any. */
const ofTrees: readonly (readonly [string, string])[] = [
  ['↑ ↓', 'Previous and next line'],
  ['← →', 'Close and open a line of the tree'],
  ['Enter', 'To the event that is open'],
];

export const HelpDialog = () => (
  <dialog id={id} aria-labelledby="help-title">
    <div class="help-head">
      <h2 id="help-title">Keys</h2>
      <button type="button" onClick={() => dialog()?.close()}>
        Close
      </button>
    </div>
    <dl class="keys">
      {shortcuts(nothing, nothing)
        .filter(({ label }) => label !== '')
        .map(({ label, does }) => (
          <KeyLine key={label} label={label} does={does} />
        ))}
      {ofTrees.map(([label, does]) => (
        <KeyLine key={label} label={label} does={does} />
      ))}
    </dl>
    <p class="faint">The address of the page is a link to what it shows, on this machine.</p>
  </dialog>
);

const KeyLine = ({ label, does }: { readonly label: string; readonly does: string }) => (
  <div>
    <dt>
      <kbd>{label}</kbd>
    </dt>
    <dd>{does}</dd>
  </div>
);
