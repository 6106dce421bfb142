/** Says after a failure how to draw the same random values again. */
class SeedReporter {
  onRunComplete(_contexts, { numFailedTests }) {
    const seed = process.env.HH_TEST_SEED;
    if (numFailedTests > 0) console.error(`Random tests drew from seed ${seed}; HH_TEST_SEED=${seed} draws the same.`);
  }
}

module.exports = SeedReporter;
