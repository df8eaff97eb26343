/** mocha's own report, and each test's outcome as JSON in the file that DOSEWRIGHT_TEST_RESULTS names, for `npm test` to count. */
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const tests = [];
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Runner.constants;
    runner.on(EVENT_TEST_PASS, (test) => tests.push({ title: test.fullTitle(), state: 'passed' }));
    runner.on(EVENT_TEST_FAIL, (test) => tests.push({ title: test.fullTitle(), state: 'failed' }));
    runner.on(EVENT_TEST_PENDING, (test) => tests.push({ title: test.fullTitle(), state: 'pending' }));
    runner.once(EVENT_RUN_END, () => {
      const file = process.env.DOSEWRIGHT_TEST_RESULTS;
      if (file) writeFileSync(file, JSON.stringify({ tests }));
    });
  }
};
