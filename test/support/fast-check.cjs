// What tests get as `fast-check`, by `jest.config.ts`: the package, which draws from the seed of the run. As a setup of all files
// it would be loaded by each, and most do not need it. By its file, since its name leads here.
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

fc.configureGlobal({ seed: Number(process.env.HH_TEST_SEED) });

module.exports = fc;
