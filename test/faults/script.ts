import { type AnswerName, answers } from './answers';
import { type SingleAnswerName, singleAnswers } from './single-answers';

/** Calls, and what the app does after them. */
export interface Round {
  readonly calls: number;
  /** Characters of each prompt. */
  readonly chars: number;
  readonly after: 'nothing' | 'flush' | { readonly pauseMs: number };
}

export const ends = ['nothing left to do', 'exit', 'exception', 'signal', 'shutdown', 'kill'] as const;
export type End = (typeof ends)[number];

/** One process. */
export interface Life {
  readonly rounds: readonly Round[];
  readonly end: End;
  /** Before its end the process reads all that was answered, so that what was acknowledged by then is not sent again. */
  readonly isQuiet: boolean;
}

/** What an app does, and what the server answers meanwhile: drawn from a seed, so it can be drawn again. */
export interface Script {
  readonly way: 'register' | 'processor';
  readonly hasSpool: boolean;
  readonly options: Readonly<Record<string, string>>;
  /** To the first requests; those after them get the last one. */
  readonly answers: readonly AnswerName[];
  /** The same to starts of sessions and updates. */
  readonly singleAnswers: readonly SingleAnswerName[];
  readonly lives: readonly Life[];
}

/** Whether the process has no chance to do anything about its end: by itself, the processor does not listen for signals. */
export const isKilled = ({ way, lives }: Script, life: number): boolean =>
  lives[life]?.end === 'kill' || (way === 'processor' && lives[life]?.end === 'signal');

/** @param random numbers from 0 to below 1 */
export function drawScript(random: () => number): Script {
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const oneOf = <T>(list: readonly T[]): T => list[whole(0, list.length - 1)] as T;
  const listOf = <T>(count: number, draw: () => T): readonly T[] => Array.from({ length: count }, draw);
  const names = Object.keys(answers) as AnswerName[];

  const way = oneOf(['register', 'processor'] as const);
  const hasSpool = random() < 0.5;
  // The server's first answers are those to the end of the process.
  const isLate = random() < 0.5;
  const drawRound = (): Round => ({
    calls: random() < 0.2 ? whole(10, 60) : whole(1, 8),
    chars: oneOf([10, 10, 3000]),
    after: isLate ? 'nothing' : oneOf(['nothing', 'nothing', 'flush', { pauseMs: whole(0, 60) }] as const),
  });
  const drawLife = (): Life => ({
    rounds: listOf(whole(1, 4), drawRound),
    end: oneOf(ends),
    isQuiet: random() < 0.5,
  });
  return {
    way,
    hasSpool,
    options: {
      HH_MAX_BATCH_RECORDS: String(isLate ? 100 : oneOf([1, 3, 10, 100])),
      HH_MAX_BATCH_BYTES: String(isLate ? 2 ** 20 : oneOf([10_000, 2 ** 20])),
      HH_MAX_BATCH_DELAY_MS: String(isLate ? 60_000 : oneOf([1, 20, 60_000])),
      HH_MAX_CONCURRENT_REQUESTS: String(oneOf([1, 2, 4])),
      HH_REQUEST_TIMEOUT_MS: '1500',
      HH_FLUSH_TIMEOUT_MS: '3000',
      HH_SHUTDOWN_TIMEOUT_MS: '2000',
    },
    answers: [...listOf(whole(0, isLate ? 2 : 8), () => oneOf(names)), random() < 0.5 ? 'ok' : oneOf(names)],
    lives: listOf(hasSpool ? whole(1, 3) : 1, drawLife),
    singleAnswers: listOf(whole(1, 6), () => oneOf(Object.keys(singleAnswers) as SingleAnswerName[])),
  };
}
