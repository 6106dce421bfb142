// What tests get as `fast-check`, by `jest.config.ts`: the package, which draws from the seed of the run, and tries as many times
// the usual number of examples as `HH_TEST_RUNS` says. As a setup of all files it would be loaded by each, and most do not need it.
// By its file, since its name leads here.
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

const times = Number(process.env.HH_TEST_RUNS ?? 1);
const usualRuns = 100;

fc.configureGlobal({ seed: Number(process.env.HH_TEST_SEED) });

const assert = (property, parameters) =>
  fc.assert(property, { ...parameters, numRuns: times * (parameters?.numRuns ?? usualRuns) });

module.exports = { __esModule: true, ...fc, assert, default: { ...fc.default, assert } };
