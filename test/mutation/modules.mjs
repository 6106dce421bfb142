import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';

const parameters = ['exports', 'require', 'module', '__filename', '__dirname', 'Map', 'WeakMap'];
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

/** Recordings are read once: they are frozen, and none of the code that is changed takes part. */
const recordings = new Map();

function remembering(fixture) {
  return (library, scenario) => {
    const name = `${library} ${scenario}`;
    if (!recordings.has(name)) recordings.set(name, fixture(library, scenario));
    return recordings.get(name);
  };
}

/** Modules, each of which is evaluated once; and what they remember, which can be forgotten. */
export class Modules {
  #instances = new Map();
  /** Who imports a module. */
  #importers = new Map();
  #packages;
  #root;
  /** Of what was made while modules were evaluated, each map with the entries that it had then. */
  #maps = [];
  #isEvaluating = 0;
  #Map;
  #WeakMap;

  constructor(root) {
    this.#root = root;
    this.#packages = createRequire(join(root, 'package.json'));
    const made = (map) => {
      if (this.#isEvaluating > 0) this.#maps.push({ map, entries: undefined });
    };
    this.#Map = class extends Map {
      constructor(entries) {
        super(entries);
        made(this);
      }
    };
    this.#WeakMap = class {
      #known = new WeakMap();
      constructor() {
        made(this);
      }
      get(key) {
        return this.#known.get(key);
      }
      has(key) {
        return this.#known.has(key);
      }
      set(key, value) {
        this.#known.set(key, value);
        return this;
      }
      clear() {
        this.#known = new WeakMap();
      }
    };
  }

  has(path) {
    return this.#instances.has(path);
  }

  /** The same modules but one and all that it takes part in, which are not evaluated yet. */
  without(path) {
    const others = new Modules(this.#root);
    const gone = new Set([path]);
    for (const each of gone) for (const importer of this.#importers.get(each) ?? []) gone.add(importer);
    for (const [each, module] of this.#instances) if (!gone.has(each)) others.#instances.set(each, module);
    return others;
  }

  load(path) {
    const known = this.#instances.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.#instances.set(path, module);
    const folder = dirname(path);
    this.#isEvaluating += 1;
    try {
      const require = (name) => this.#require(path, name);
      compile(path)(module.exports, require, module, path, folder, this.#Map, this.#WeakMap);
    } finally {
      this.#isEvaluating -= 1;
    }
    // Tests over all recordings do not run, so these need not be read.
    if (path.endsWith('/test/support/fixture.ts')) {
      module.exports = { ...module.exports, fixtures: () => [], fixture: remembering(module.exports.fixture) };
    }
    return module.exports;
  }

  /** The modules are what they were when they had been evaluated. They remember things in maps only. */
  forget() {
    for (const each of this.#maps) {
      const { map } = each;
      if (!(map instanceof Map)) {
        map.clear();
        continue;
      }
      each.entries ??= [...map];
      map.clear();
      for (const [key, value] of each.entries) map.set(key, value);
    }
  }

  #require(importer, name) {
    // As jest.config.ts has it: the package with the seed of the run.
    if (name === 'fast-check') return this.#packages(join(this.#root, 'test/support/fast-check.cjs'));
    if (!name.startsWith('.')) return this.#packages(name);
    const file = fileOf(join(dirname(importer), name));
    if (!file.endsWith('.ts')) return this.#packages(file);
    this.#importers.set(file, new Set([...(this.#importers.get(file) ?? []), importer]));
    return this.load(file);
  }
}
