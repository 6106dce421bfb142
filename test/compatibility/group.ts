/** A check of one cell: what the table says of it. @throws if what was promised does not hold */
export type Cell = () => Promise<string>;

export interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/** One table of docs/support.md. */
export interface Group {
  readonly title: string;
  readonly columns: readonly string[];
  /** Installs what the rows need. */
  rows(): Promise<readonly Row[]>;
}

export interface Result {
  readonly name: string;
  readonly said: readonly string[];
}

/** Runs the checks of a group one after the other, so that a machine with two cores has room for each. */
export async function resultsOf(
  { title, columns, rows }: Group,
  report: (line: string) => void,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { name, cells } of await rows()) {
    const said: string[] = [];
    for (const [index, cell] of cells.entries()) {
      const text = await cell().catch((error: unknown) => `**no**: ${error instanceof Error ? error.message : error}`);
      said.push(text);
      report(`${title} ${name}, ${columns[index]}: ${text}`);
    }
    results.push({ name, said });
  }
  return results;
}

export const hasFailed = ({ said }: Result): boolean => said.some((text) => text.startsWith('**no**'));

/** As Markdown; of what has failed, the first line. */
export function tableOf({ title, columns }: Group, results: readonly Result[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.split('\n')[0]?.replaceAll('|', '\\|')).join(' | ')} |`;
  const lines = results.map(({ name, said }) => line([name, ...said]));
  return [line([title, ...columns]), line(['---', ...columns.map(() => '---')]), ...lines].join('\n');
}
