const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take long, the longest first. A file that starts last and takes a minute would be waited for by all. */
const longest = [
  'zero-code/exit/lambda',
  'zero-code/exit/process-end',
  'zero-code/sdks',
  'opentelemetry-page',
  'otel/stock-processors',
  'zero-code/register',
  'zero-code/attach/app-providers',
  'zero-code/frameworks',
  'publish',
  'delivery/spool/processes',
  'recipes',
  'docs/snippets',
  'docs/readme',
  'otel/memory',
  'zero-code/providers',
  'zero-code/monitoring',
  'zero-code/openai',
  'runtime/before-exit',
  'demo',
].map((name) => `/test/${name}.test.ts`);

const placeOf = ({ path }) => {
  const place = longest.findIndex((name) => path.replaceAll('\\', '/').endsWith(name));
  return place === -1 ? longest.length : place;
};

/** The files that take longest come first, the others as Jest sorts them: by the time they took last, or their size. */
class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other));
  }
}

module.exports = LongestFirst;
