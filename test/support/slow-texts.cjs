// Reads a list of regular expressions, `{source, flags}`, as JSON from stdin, and prints a list of what is slow about each, or
// null. A process of its own, since the tool takes ten times as long where Jest runs tests.
process.env.RECHECK_SYNC_BACKEND = 'pure'; // without the binaries, which are not there for every platform
const { readFileSync } = require('node:fs');
const { checkSync } = require('recheck');

/** Whether the time of a match grows faster than its text, and by which text. */
function slowText({ source, flags }) {
  const found = checkSync(source, flags, { timeout: 120_000 });
  if (found.status === 'safe') return null;
  return found.status === 'vulnerable' ? `${found.complexity.summary}: ${found.attack.pattern}` : found.error.kind;
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(slowText)));
