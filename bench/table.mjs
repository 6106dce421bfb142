/** Columns are as wide as their longest cell; all but the first are aligned to the right. */
export function table(columns, rows) {
  const lines = [columns, ...rows].map((line) => line.map(String));
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => [...line[column]].length)));
  const pad = (cell, column) => {
    const space = ' '.repeat(widths[column] - [...cell].length);
    return column === 0 ? cell + space : space + cell;
  };
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
