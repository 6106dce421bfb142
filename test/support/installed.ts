import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appsDir, register } from '../zero-code/app-process';

/**
 * A folder of its own in which this package is installed beside the packages of a test app, as npm would do it: each finds the
 * app's `@opentelemetry/api`.
 * @param files by name, with their text
 */
export function installedBeside(app: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'honeyhive-installed-'));
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'opentelemetry-exporter-honeyhive');
  mkdirSync(own, { recursive: true });
  cpSync(join(register, '..'), join(own, 'dist'), { recursive: true });
  cpSync(join(register, '..', '..', 'package.json'), join(own, 'package.json'));
  const installed = join(appsDir, app, 'node_modules');
  for (const name of readdirSync(installed)) {
    if (!name.startsWith('.')) symlinkSync(join(installed, name), join(modules, name), 'junction');
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
