import { startChild } from './child.mjs';

/** V8 optimises code only after some thousands of spans. */
const warmUp = 4;

/**
 * Measures processes in many rounds, one process after the other in each round, so that a disturbance of the machine affects
 * all of them alike.
 *
 * @param subjects by name: the file and arguments of the process, the function to call in it, and its argument
 * @returns by name: the results of all rounds but the first few, which warm up the code
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
        const result = after === undefined ? answer : { ...answer, ...(await after()) };
        if (round >= warmUp) answers[name].push(result);
      }
    }
  } finally {
    await Promise.all([...children.values()].map((child) => child.stop()));
  }
  return answers;
}

const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
