import type { Finding, Status } from './finding';

const width = { status: 8, check: 18, line: 110 };

const counted = (findings: readonly Finding[], status: Status, noun: string): readonly string[] => {
  const count = findings.filter((each) => each.status === status).length;
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
};

/** Whether everything works. Warnings are about what may be meant as it is. */
export const isWell = (findings: readonly Finding[]): boolean => findings.every(({ status }) => status !== 'problem');

/** For people: a line for each finding, what to do below it, and a sum. */
export function textReport(version: string, findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, status, finding, advice }) => [
    ...wrapped(`${status.padEnd(width.status)} ${check.padEnd(width.check)} `, finding),
    ...(advice === undefined ? [] : wrapped(`${' '.repeat(width.status + width.check + 2)}→ `, advice)),
  ]);
  const sum = [...counted(findings, 'problem', 'problem'), ...counted(findings, 'warning', 'warning')];
  return [`honeyhive-otel doctor ${version}`, '', ...lines, '', `${sum.join(', ') || 'All is well'}.`, ''].join('\n');
}

/** One document. */
export const jsonReport = (version: string, findings: readonly Finding[]): string =>
  `${JSON.stringify({ version, ok: isWell(findings), findings }, null, 2)}\n`;

/** Lines of a text behind its head, and below it. */
function wrapped(head: string, text: string): readonly string[] {
  const lines: string[] = [];
  let line = head;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + word.length + 1 > width.line) {
      lines.push(line);
      line = ' '.repeat(head.length);
      isEmpty = true;
    }
    line += `${isEmpty ? '' : ' '}${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
