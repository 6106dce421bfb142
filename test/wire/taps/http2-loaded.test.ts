import { channel } from 'node:diagnostics_channel';
import { onceHttp2IsLoaded } from '../../../src/wire/taps/http2-loaded';
import { HandClock } from '../../support/clock';

const http2 = 'NativeModule http2';
const makeSocket = (): void => channel('net.client.socket').publish({});

describe('the loading of node:http2', () => {
  let clock: HandClock;
  let modules: string[];
  let isKnown: boolean;
  let stop: () => void;
  beforeEach(() => {
    clock = new HandClock();
    modules = ['NativeModule fs'];
    isKnown = false;
    stop = onceHttp2IsLoaded(() => (isKnown = true), modules, clock);
  });
  afterEach(() => stop());

  test('is noticed 10 ms later while the app starts, by a timer that keeps no process alive', async () => {
    expect(clock.holding).toBe(0);
    modules.push(http2);
    await clock.pass(10);
    expect([isKnown, clock.timers]).toEqual([true, 0]);
  });

  test('is noticed at once when a socket is made', () => {
    modules.push(http2);
    makeSocket();
    expect([isKnown, clock.timers]).toEqual([true, 0]);
  });

  test('is noticed a second later where no module was loaded for a while', async () => {
    await clock.pass(10_000);
    modules.push(http2);
    await clock.pass(1_000);
    expect(isKnown).toBe(true);
  });

  test('is looked for by no timer once no module was loaded for five minutes, until a socket shows that some were', async () => {
    await clock.pass(301_000);
    expect(clock.timers).toBe(0);
    makeSocket();
    expect(clock.timers).toBe(0);
    modules.push('NativeModule net');
    makeSocket();
    modules.push(http2);
    await clock.pass(10);
    expect(isKnown).toBe(true);
  });

  test('is no longer looked for after the stop', async () => {
    stop();
    modules.push(http2);
    makeSocket();
    await clock.pass(10_000);
    expect([isKnown, clock.timers]).toEqual([false, 0]);
  });
});
