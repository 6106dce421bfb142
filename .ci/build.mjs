// Compiles src to dist: one CommonJS build, which Node loads by require and by import alike (its named exports are
// found by static analysis), so that an app never holds two copies of the exporter's state.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
chmodSync('dist/cli.js', 0o755);
