import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';

const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
const syntax = { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };

/** Files of TypeScript as functions of their surroundings, compiled once in a process. */
const compiled = new Map();

function compile(path) {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    ...syntax,
    filename: path,
    configFile: false,
    swcrc: false,
  });
  const made = compileFunction(code, parameters, { filename: path });
  compiled.set(path, made);
  return made;
}

const found = new Map();

/** The file that is meant by the path of an import, which has no extension. */
function fileOf(path) {
  const known = found.get(path);
  if (known !== undefined) return known;
  const file = [path, `${path}.ts`, join(path, 'index.ts')].find((each) => /\.\w+$/.test(each) && existsSync(each));
  if (file === undefined) throw new Error(`There is no file for the import of ${path}.`);
  found.set(path, file);
  return file;
}

/**
 * Modules of one test file. As in Jest, each test file has its own, so that nothing that a module remembers is there in the next
 * one; and a mutant that is active while a module is evaluated takes part.
 */
export class Modules {
  #instances = new Map();
  #packages;
  #root;

  constructor(root) {
    this.#root = root;
    this.#packages = createRequire(join(root, 'package.json'));
  }

  has(path) {
    return this.#instances.has(path);
  }

  load(path) {
    const known = this.#instances.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.#instances.set(path, module);
    const folder = dirname(path);
    compile(path)(module.exports, (name) => this.#require(folder, name), module, path, folder);
    // Tests over all recordings do not run, so these need not be read.
    if (path.endsWith('/test/support/fixture.ts')) module.exports = { ...module.exports, fixtures: () => [] };
    return module.exports;
  }

  #require(folder, name) {
    // As jest.config.ts has it: the package with the seed of the run.
    if (name === 'fast-check') return this.#packages(join(this.#root, 'test/support/fast-check.cjs'));
    if (!name.startsWith('.')) return this.#packages(name);
    const file = fileOf(join(folder, name));
    return file.endsWith('.ts') ? this.load(file) : this.#packages(file);
  }
}
