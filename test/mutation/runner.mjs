// Runs the tests for Stryker. Its runner for Jest evaluates some hundred modules for each test file and each mutant, and does not
// stop at a failure: that takes seconds, or a minute for a mutant in a table. Here it takes milliseconds.
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { Modules } from './modules.mjs';
import { failureOf, testsOf } from './test-file.mjs';
import { isAsked, likeliestFirst, likenessTo, maxTests, testFiles } from './test-files.mjs';

/** What the changed code asks which mutant is active, and tells which ones it has come by. */
const context = {};
globalThis.__stryker__ = context;

/** Test files, and the modules that they share. */
class Suite {
  #modules;
  #tests = new Map();

  constructor(modules) {
    this.#modules = modules;
  }

  /** A suite of the same modules but those that a file takes part in. */
  without(file) {
    return new Suite(this.#modules.without(file));
  }

  /** The tests of a file. One that throws as it is evaluated has one test, which fails. */
  testsOf(file) {
    const known = this.#tests.get(file);
    if (known !== undefined) return known;
    const tests = this.#evaluated(file).map(({ name, run }) => ({ id: `${file}: ${name}`, file, name, run }));
    this.#tests.set(file, tests);
    return tests;
  }

  loads(files) {
    return files.some((file) => this.#modules.has(file));
  }

  forget() {
    this.#modules.forget();
  }

  #evaluated(file) {
    try {
      return testsOf(() => this.#modules.load(file));
    } catch (error) {
      const run = () => {
        throw error;
      };
      return [{ name: 'is evaluated', run }];
    }
  }
}

class Runner {
  #root = process.cwd();
  /** For mutants that take no part in the evaluation of a module. */
  #suite;
  /** How many mutants of the file whose mutants are running each test and each test file have noticed. */
  #noticed = { of: '', by: new Map() };

  /** For a mutant that takes part in it, its module and all above are evaluated anew. What modules remember is always forgotten. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  /** @param files those with mutants */
  async dryRun({ files }) {
    const tests = [];
    for (const file of testFiles(this.#root, files)) {
      const suite = new Suite(new Modules(this.#root));
      const found = suite.testsOf(file);
      if (!suite.loads(files)) continue;
      for (const test of found.filter(({ name }) => isAsked(name, files))) tests.push(await resultOf(test));
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage };
  }

  /** @param testFilter the tests that come by the mutant; `undefined` if it is active while its module is evaluated */
  async mutantRun({ activeMutant, testFilter, sandboxFileName, hitLimit, disableBail }) {
    this.#suite ??= this.#evaluated(sandboxFileName);
    this.#suite.forget();
    Object.assign(context, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit && 0 });
    const tests = await this.#untilOneFails(sandboxFileName, testFilter && new Set(testFilter));
    const { hitCount } = context;
    Object.assign(context, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
    const outcome = determineHitLimitReached(hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests };
    return toMutantRunResult(outcome, disableBail);
  }

  #evaluated(mutated) {
    const suite = new Suite(new Modules(this.#root));
    for (const file of testFiles(this.#root, [mutated])) suite.testsOf(file);
    return suite;
  }

  async #untilOneFails(mutated, wanted) {
    const results = [];
    for (const test of this.#likeliestFirst(mutated, wanted)) {
      const result = await resultOf(test);
      results.push(result);
      if (result.status !== TestStatus.Failed) continue;
      this.#notice(test);
      break;
    }
    return results;
  }

  /** The tests to ask about a mutant. First comes what has noticed others of its file. */
  *#likeliestFirst(mutated, wanted) {
    if (this.#noticed.of !== mutated) this.#noticed = { of: mutated, by: new Map() };
    const { by } = this.#noticed;
    const byNoticed = (one, other) => (by.get(other) ?? 0) - (by.get(one) ?? 0);
    const likely = likenessTo(mutated);
    const suite = wanted === undefined ? this.#suite.without(mutated) : this.#suite;
    for (const file of likeliestFirst(testFiles(this.#root, [mutated]), mutated).sort(byNoticed)) {
      const tests = suite.testsOf(file).filter(({ id, name }) => (wanted?.has(id) ?? true) && isAsked(name, [mutated]));
      yield* tests
        .sort((one, other) => byNoticed(one.id, other.id) || likely(other.name) - likely(one.name))
        .slice(0, maxTests(file, mutated, wanted === undefined));
    }
  }

  #notice({ id, file }) {
    const { by } = this.#noticed;
    for (const each of [id, file]) by.set(each, (by.get(each) ?? 0) + 1);
  }
}

async function resultOf(test) {
  context.currentTestId = test.id;
  const startedAt = performance.now();
  const failureMessage = await failureOf(test);
  context.currentTestId = undefined;
  const status = failureMessage === undefined ? TestStatus.Success : TestStatus.Failed;
  return { id: test.id, name: test.id, status, failureMessage, timeSpentMs: performance.now() - startedAt };
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'unit', () => new Runner())];
