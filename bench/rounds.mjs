import { startChild } from './child.mjs';

/** Optimised code comes in only after some thousands of spans. */
const warmUp = 4;

/**
 * Asks processes the same question round after round, one at a time and in turn, so that what disturbs the machine disturbs
 * all of them alike.
 *
 * @param subjects by name: the file and arguments of the process, and its question
 * @returns by name: the answers of the rounds after the first few, in which code gets warm
 */
export async function interleaved(subjects, rounds) {
  const names = Object.keys(subjects);
  const children = new Map();
  const answers = Object.fromEntries(names.map((name) => [name, []]));
  try {
    for (const name of names) {
      const { file, args, execArgv, env } = subjects[name];
      children.set(name, startChild(file, { args, execArgv, env }));
    }
    for (let round = 0; round < warmUp + rounds; round += 1) {
      for (const name of rotated(names, round)) {
        const { question, given, after } = subjects[name];
        const answer = await children.get(name).ask(question, given);
        const noted = after === undefined ? answer : { ...answer, ...(await after()) };
        if (round >= warmUp) answers[name].push(noted);
      }
    }
  } finally {
    await Promise.all([...children.values()].map((child) => child.stop()));
  }
  return answers;
}

const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
