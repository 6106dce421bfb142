import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReceiver } from '../../../src/inspector';
import { toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { rows } from '../../wire/apis/tables';
import { exchangesOf, type Row, recordingOfRow, SentForm } from '../../wire/apis/tables/row';
import { spanOf } from '../../wire/support/record';
import { node } from '../../zero-code/app-process';
import { argumentsFor } from '../forms';
import { nodeOf, type Release } from '../nodes';
import { lacks } from './lacks';
import { operations } from './operations';
import { startHosts } from './stand-in';

/** What an app printed, and what was recorded of it. */
interface Ran {
  readonly lines: readonly string[];
  /** Those that no call has taken yet. */
  readonly events: CreateModelEvent[];
  readonly problems: readonly string[];
}

const byName = new Map(rows.map((row) => [row.api, row]));

function rowOf(api: string): Row {
  const row = byName.get(api);
  if (row === undefined) throw new Error(`There is no row "${api}" in test/wire/apis/tables`);
  return row;
}

/** What the app asks of a row without an SDK. */
const fetchedAs = (row: Row) => {
  const { requestBody, requestHeaders } = recordingOfRow(row);
  return {
    api: row.api,
    url: row.url,
    headers: { 'content-type': requestHeaders?.contentType, 'ai-model-id': row.modelHeader },
    body: row.request === undefined ? undefined : requestBody.toString('utf8'),
    asked: (row.asked ?? []).map(([address]) => address),
  };
};

/** At a host with TLS. Texts alone: what is asked is written to a file as text. */
const isFetched = ({ url, request }: Row): boolean =>
  url.startsWith('https:') && !(request instanceof SentForm) && !Buffer.isBuffer(request);

/** Runs the app once, with all hosts anew. */
async function ran(asked: readonly Row[], release: Release | undefined, env: Readonly<Record<string, string>>) {
  const { preload, app } = await argumentsFor('CommonJS', 'apis/app');
  const [hosts, receiver] = await Promise.all([startHosts(asked), startReceiver()]);
  const ended = await node(
    [...(env['HH_API_KEY'] === undefined ? [] : preload), ...app, ...asked.map(({ api }) => api)],
    {
      ...(release === undefined ? {} : { binary: nodeOf(release) }),
      env: {
        HH_API_URL: receiver.url,
        HH_PROJECT: 'tests',
        STAND_IN: String(hosts.port),
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_NO_WARNINGS: '1',
        ...env,
      },
    },
  );
  await Promise.all([hosts.close(), receiver.close()]);
  const { stdout, stderr, code } = ended;
  return {
    lines: stdout.trim().split('\n'),
    events: receiver.events.toSorted((one, other) => one.start_time - other.start_time),
    problems: [
      ...(code === 0 ? [] : [`the app ends with ${code}: ${stderr}`]),
      ...hosts.unknown.map((name) => `a request without an answer: ${name}`),
    ],
  } satisfies Ran;
}

type Expected = Partial<Readonly<Record<keyof CreateModelEvent, unknown>>>;

/** The record that the bodies of a row become. */
function expectedOf(row: Row): Expected {
  const event = exchangesOf(row)
    .map((exchange) => toModelEvent(spanOf(exchange)))
    .at(0);
  if (event === undefined) throw new Error(`${row.api} has no record`);
  const { model, provider, event_name, messages, response, usage, error, hyperparameters, response_format } = event;
  return {
    ...{ model, provider, messages, response, usage, error },
    ...(event_name === undefined ? {} : { event_name }),
    ...(hyperparameters === undefined ? {} : { hyperparameters }),
    ...(response_format === undefined ? {} : { response_format }),
  };
}

/** Texts and other content of a row, which no record without content has. */
const contentOf = ({ facts }: Row): readonly string[] =>
  [...facts.input, ...facts.output, ...(facts.system ?? [])].filter((words) => !/bytes$/.test(words));

/**
 * Everything that is wrong with the calls that SDKs make, and with those that none makes: each is asked without us, with us, and with us
 * but without content.
 * @param words that the names of the calls have
 */
export async function problemsOfApis(words: string, release?: Release): Promise<readonly string[]> {
  const bySdk = operations.map(({ api }) => rowOf(api));
  const others = rows.filter((row) => !bySdk.includes(row) && isFetched(row));
  const asked = [...bySdk, ...others].filter(({ api }) => api.includes(words));
  const folder = mkdtempSync(join(tmpdir(), 'apis-'));
  const file = join(folder, 'fetched.json');
  writeFileSync(file, JSON.stringify(asked.filter((row) => others.includes(row)).map(fetchedAs)));
  try {
    return await problemsOfAll(asked, release, { FETCHED: file });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function problemsOfAll(
  asked: readonly Row[],
  release: Release | undefined,
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const ours = { ...env, HH_API_KEY: 'key', HH_EXIT_TIMEOUT_MS: '120000' };
  const [bare, recorded] = await Promise.all([ran(asked, release, env), ran(asked, release, ours)]);
  const without = await ran(asked, release, { ...ours, HH_CAPTURE_CONTENT: 'false' });
  const takes = [recorded, without].map(({ events }) => taker(events));
  return [
    ...[bare, recorded, without].flatMap(({ problems }) => problems),
    ...asked.flatMap((row, place) => {
      const line = bare.lines[place];
      const expected = expectedOf(row);
      const [event, silent] = takes.map((take) => take(expected));
      const written = JSON.stringify(silent);
      return [
        ...(line?.includes('"thrown"') === false ? [] : [`the SDK itself fails: ${line}`]),
        ...[recorded, without].flatMap(({ lines }) => (lines[place] === line ? [] : [`then ${lines[place]}`])),
        ...(event === undefined ? ['no record'] : lacks(expected, event)),
        ...((event?.cost === undefined) === (row.cost === undefined) ? [] : [`the cost ${event?.cost}`]),
        ...(silent === undefined ? ['no record without content'] : []),
        ...contentOf(row)
          .filter((content) => written?.includes(JSON.stringify(content).slice(1, -1)))
          .map((content) => `without content, ${content}`),
      ].map((problem) => `${row.api}: ${problem}`);
    }),
    ...[recorded, without].flatMap(({ events }) =>
      events.map((event) => `a record too many: ${event.provider} ${event.event_name} ${event.error ?? ''}`),
    ),
  ];
}

/** Takes the first event of a call out of a list. */
const taker =
  (events: CreateModelEvent[]) =>
  ({ provider, event_name: name }: Expected): CreateModelEvent | undefined => {
    const at = events.findIndex((event) => event.provider === provider && event.event_name === name);
    return at === -1 ? undefined : events.splice(at, 1)[0];
  };
