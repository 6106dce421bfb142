import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block } from '../support/markdown';
import { folderOf } from '../support/snippets';

/** Runs Node with the environment of a user; its exit code. */
export async function runNode(args: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<number | null> {
  const app = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env });
  const [code] = await once(app, 'exit');
  return code;
}

/** Runs an app that is a snippet, with something before and behind it; its exit code. */
export async function runSnippet(
  snippet: Block,
  [before, behind]: readonly [string, string],
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<number | null> {
  const text = `${before}\n${snippet.text}\n${behind}`;
  const folder = folderOf([{ ...snippet, text }]);
  writeFileSync(join(folder, 'app.mjs'), text);
  try {
    return await runNode([...args, 'app.mjs'], folder, env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
