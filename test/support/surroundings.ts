import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate or a key of the tests. */
export const pem = (name: string): Buffer => readFileSync(join(__dirname, 'certificates', name));
export const serverTls = { cert: pem('server.pem'), key: pem('server.key') };

/**
 * Has each test of the file begin without variables that name proxies, and restores the environment behind it.
 * @returns what is called then, too
 */
export function withoutProxies(): (() => unknown)[] {
  const environment = { ...process.env };
  const closers: (() => unknown)[] = [];
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
  });
  afterEach(async () => {
    process.env = { ...environment };
    for (const close of closers.splice(0)) await close();
  });
  return closers;
}
