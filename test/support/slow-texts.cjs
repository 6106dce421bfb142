// Reads a list of regular expressions, `{source, flags}`, as JSON from stdin, and prints a list of what is slow about each, or
// null. A process of its own, since the tool takes ten times as long where Jest runs tests.
process.env.RECHECK_SYNC_BACKEND = 'pure'; // without the binaries, which are not there for every platform
const { readFileSync } = require('node:fs');
const { checkSync } = require('recheck');

/** The first generations of texts show what there is to be found here; the later ones take most of the time. */
const limits = {
  timeout: 900_000, // of time, not of work: a machine may have other work
  maxIteration: 3,
  maxInitialGenerationSize: 100,
  maxGenerationSize: 50,
  crossoverSize: 10,
  mutationSize: 10,
};

/** Whether no way through it repeats anything, or one from a place alone repeats a single character. */
function isLinear(source, flags) {
  if (/\\[1-9k]/.test(source)) return false;
  let ways = source
    .replace(/\\[pP]\{[^}]*\}|\\u\w{4}|\\.|\[(?:\\.|[^\]\\])*\]/g, 'x')
    .replace(/[*+]\??|\{\d+(?:,\d*)?\}\??/g, (repeated) => (/^\{\d+\}/.test(repeated) ? '#' : '+'))
    .replace(/\(\?(?:<?[=!]|:|<\w+>)/g, '(');
  for (let before = ''; before !== ways; ) {
    before = ways;
    ways = ways.replace(/\(([^()]*)\)([+#]?)/g, (_, inner, repeated) => (repeated ? '++' : '+'.repeat(repeats(inner))));
  }
  const isFromOnePlace =
    flags.includes('y') || (!flags.includes('m') && ways.split('|').every((way) => way[0] === '^'));
  return repeats(ways) <= (isFromOnePlace ? 1 : 0);
}

const repeats = (ways) => Math.max(...ways.split('|').map((way) => way.split('+').length - 1));

/** A linear match of so much takes less: the tool counts steps, and an expression of many words takes many in each place. */
const shownBy = { chars: 200_000, cpuMs: 200 };

/** Whether V8 takes as long as the tool expects. The text grows until it is plain, as a slow expression would take days for all. */
function isSlow(source, flags, { pumps, suffix }) {
  for (let chars = 1000; chars <= shownBy.chars; chars *= 2) {
    const share = pumps.map(({ pump }) => Math.ceil(chars / pumps.length / pump.length));
    const text = pumps.map(({ prefix, pump }, at) => prefix + pump.repeat(share[at])).join('') + suffix;
    const start = process.cpuUsage();
    text.replace(new RegExp(source, flags), '');
    const { user } = process.cpuUsage(start);
    if (user / 1000 > shownBy.cpuMs) return true;
  }
  return false;
}

/** Whether the time of a match grows faster than its text, and by which text. */
function slowText({ source, flags }) {
  if (isLinear(source, flags)) return null;
  const found = checkSync(source, flags, limits);
  if (found.status === 'safe') return null;
  if (found.status !== 'vulnerable') return found.error.kind;
  const { complexity, attack } = found;
  const isShown = complexity.type !== 'polynomial' || isSlow(source, flags, attack);
  return isShown ? `${complexity.summary}: ${attack.pattern}` : null;
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(slowText)));
