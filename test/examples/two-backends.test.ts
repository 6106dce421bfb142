import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { post } from '../inspector/post';
import { eventually } from '../support/eventually';
import type { Running } from './example';
import { expectTreeOfReadme } from './readme-tree';
import { stageOf } from './stage';

const stage = stageOf('two-backends', ['test/apps/auto-instrumentations', '.']);

/** Asks the app once, ends it as a container does, and returns the names of the spans that the other backend got. */
async function askedOnce(command: readonly string[], spans: number): Promise<readonly string[]> {
  const collector = stage.start({ PORT: '0' }, ['node', 'collector.cjs']);
  const [endpoint] = await collector.printed(urlPattern);
  const app = stage.start({ PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, command);
  const [url] = await app.printed(urlPattern);
  expect((await post(`${url}/FR`, '', {}, 'GET')).text).toBe('The capital of France is Paris.\n');
  app.child.kill('SIGTERM');
  expect(await app.ended).toMatchObject({ code: 0, output: `${url}\n` });
  await eventually(() => namesOf(collector).length >= spans);
  return namesOf(collector);
}
const urlPattern = /http:\/\/localhost:\d+/;
const namesOf = (collector: Running): readonly string[] => collector.output().split('\n').slice(1, -1);

const own = ['GET (@opentelemetry/instrumentation-http)', 'find country (atlas)'];

test('the model call reaches both backends once, other spans the one that was there', async () => {
  const names = await askedOnce(stage.example.command, 3);
  expect(names.toSorted()).toEqual([...own, 'chat gpt-4o-mini (opentelemetry-exporter-honeyhive/wire)'].toSorted());
  expect(stage.honeyHive.received).toHaveLength(1);
  expectTreeOfReadme('two-backends', stage.honeyHive);
});

test('with register, and without its lines in the code, the other backend gets what it got before', async () => {
  const { folder } = stage.example;
  const telemetry = readFileSync(join(folder, 'telemetry.cjs'), 'utf8').split('\n');
  const before = telemetry.filter((line) => !/HoneyHiveSpan|ModelWire|modelCalls/.test(line));
  expect(telemetry.length - before.length).toBe(6);
  writeFileSync(join(folder, 'before.cjs'), before.join('\n'));
  const register = ['--import', 'opentelemetry-exporter-honeyhive/register'];
  const command = ['node', '--env-file=settings.env', ...register, '--require', './before.cjs', 'app.cjs'];
  expect((await askedOnce(command, 2)).toSorted()).toEqual(own.toSorted());
  expect(stage.honeyHive.received).toHaveLength(1);
  expect(stage.honeyHive.events).toMatchObject([{ response: { content: 'The capital of France is Paris.' } }]);
});
