import { basename } from 'node:path';

/** The name of the file that the process was started with; `undefined` where there is none, as in a REPL. */
export function mainFile(argv: readonly string[] = process.argv): string | undefined {
  const [, file] = argv;
  return file === undefined || file.startsWith('-') ? undefined : basename(file) || undefined;
}
