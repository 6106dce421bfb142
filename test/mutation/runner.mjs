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
import { isWorthwhile, likeliestFirst, testFiles } from './test-files.mjs';

/** What the changed code asks which mutant is active, and tells which ones it has come by. */
const context = {};
globalThis.__stryker__ = context;

class Runner {
  #root = process.cwd();
  /** How many mutants each test file has noticed of the file whose mutants are running. */
  #noticed = { of: '', by: new Map() };

  /** Modules are evaluated anew for each run. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  /** @param files those with mutants */
  async dryRun({ files }) {
    const tests = [];
    for (const file of testFiles(this.#root, files)) {
      const modules = new Modules(this.#root);
      for await (const result of this.#results(file, files, modules)) tests.push(result);
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage };
  }

  /** @param testFilter the tests that come by the mutant; `undefined` if it is active while its module is evaluated */
  async mutantRun({ activeMutant, testFilter, sandboxFileName, hitLimit, disableBail }) {
    Object.assign(context, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit && 0 });
    const tests = await this.#untilOneFails(sandboxFileName, testFilter && new Set(testFilter));
    const { hitCount } = context;
    Object.assign(context, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
    const outcome = determineHitLimitReached(hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests };
    return toMutantRunResult(outcome, disableBail);
  }

  /** What has noticed other mutants of a file is asked first about its next one. */
  async #untilOneFails(mutated, wanted) {
    if (this.#noticed.of !== mutated) this.#noticed = { of: mutated, by: new Map() };
    const { by } = this.#noticed;
    const hasWanted = (file) => wanted === undefined || [...wanted].some((id) => id.startsWith(`${file}: `));
    const files = likeliestFirst(testFiles(this.#root, [mutated]), mutated).filter(hasWanted);
    const tests = [];
    // Evaluating a hundred modules takes longer than most tests, so one mutant's test files share theirs.
    const modules = new Modules(this.#root);
    for (const file of files.sort((one, other) => (by.get(other) ?? 0) - (by.get(one) ?? 0))) {
      for await (const result of this.#results(file, [mutated], modules, wanted)) {
        tests.push(result);
        if (result.status !== TestStatus.Failed) continue;
        by.set(file, (by.get(file) ?? 0) + 1);
        return tests;
      }
    }
    return tests;
  }

  /** Runs a test file: those of its tests that are wanted, and none if it loads none of the mutated files. */
  async *#results(file, mutated, modules, wanted) {
    let tests;
    try {
      tests = testsOf(() => modules.load(file));
    } catch (error) {
      const id = `${file}: is evaluated`;
      yield {
        id,
        name: id,
        status: TestStatus.Failed,
        failureMessage: String(error?.message ?? error),
        timeSpentMs: 0,
      };
      return;
    }
    if (!mutated.some((each) => modules.has(each))) return;
    for (const test of tests.filter(({ name }) => isWorthwhile(name, mutated))) {
      const id = `${file}: ${test.name}`;
      if (wanted?.has(id) === false) continue;
      context.currentTestId = id;
      const startedAt = performance.now();
      const failureMessage = await failureOf(test);
      context.currentTestId = undefined;
      const status = failureMessage === undefined ? TestStatus.Success : TestStatus.Failed;
      yield { id, name: id, status, failureMessage, timeSpentMs: performance.now() - startedAt };
    }
  }
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'unit', () => new Runner())];
