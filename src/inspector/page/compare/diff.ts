/** A run of a text that both sides have, or one of them. */
export interface Run {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** The table of two lists has no more cells: beyond, what lies between equal ends counts as replaced. */
const maxCells = 1_000_000;

/** Texts with longer differences are not looked at word by word. */
const maxWords = 600;

/** Line by line, and where as many lines were replaced, word by word. */
export function diffTexts(before: string, after: string): readonly Run[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const runs = diffLists(linesOf(before), linesOf(after));
  return runs.flatMap((run, index) => {
    const next = runs[index + 1];
    if (run.kind === 'removed' && next?.kind === 'added') return diffWords(run.text, next.text);
    return run.kind === 'added' && runs[index - 1]?.kind === 'removed' ? [] : [run];
  });
}

/** With their line breaks, so that joined they are the text again. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/);

function diffWords(before: string, after: string): readonly Run[] {
  const [left, right] = [wordsOf(before), wordsOf(after)];
  if (left.length > maxWords || right.length > maxWords) return replaced(before, after);
  return diffLists(left, right);
}

const wordsOf = (text: string): readonly string[] => text.split(/(?<=\s)(?=\S)|(?<=\w)(?=\W)|(?<=\W)(?=\w)/);

const replaced = (before: string, after: string): readonly Run[] => [
  ...(before === '' ? [] : [{ kind: 'removed', text: before } as const]),
  ...(after === '' ? [] : [{ kind: 'added', text: after } as const]),
];

function diffLists(before: readonly string[], after: readonly string[]): readonly Run[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const left = before.slice(start, before.length - end);
  const right = after.slice(start, after.length - end);
  const middle =
    left.length * right.length > maxCells ? replaced(left.join(''), right.join('')) : longestCommon(left, right);
  return merged([
    { kind: 'same', text: before.slice(0, start).join('') },
    ...middle,
    { kind: 'same', text: before.slice(before.length - end).join('') },
  ]);
}

/** By the table of the lengths of longest common subsequences of what follows. */
function longestCommon(left: readonly string[], right: readonly string[]): readonly Run[] {
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const runs: Run[] = [];
  let [row, column] = [0, 0];
  while (row < left.length || column < right.length) {
    const [one = '', other = ''] = [left[row], right[column]];
    if (row < left.length && column < right.length && one === other) {
      runs.push({ kind: 'same', text: one });
      row += 1;
      column += 1;
    } else if (row < left.length && (column >= right.length || at(row + 1, column) >= at(row, column + 1))) {
      runs.push({ kind: 'removed', text: one });
      row += 1;
    } else {
      runs.push({ kind: 'added', text: other });
      column += 1;
    }
  }
  return runs;
}

/** Runs of a kind that follow each other as one; between two that both have, what was removed comes first. */
function merged(runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = [];
  let [removed, added] = ['', ''];
  const close = (): void => {
    joined.push(...replaced(removed, added));
    [removed, added] = ['', ''];
  };
  for (const { kind, text } of runs) {
    if (text === '') continue;
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else {
      close();
      const last = joined.at(-1);
      if (last?.kind === 'same') joined[joined.length - 1] = { kind, text: last.text + text };
      else joined.push({ kind, text });
    }
  }
  close();
  return joined;
}
