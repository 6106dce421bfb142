import { Socket } from 'node:net';
import { onceHttp2IsLoaded } from '../../../src/wire/taps/http2-loaded';
import { HandClock } from '../../support/clock';

const http2 = 'NativeModule http2';
const makeSocket = (): void => {
  const socket = new Socket().on('error', () => undefined);
  socket.connect(1, '127.0.0.1');
  socket.destroy();
};

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

  test('is noticed at once when a socket connects', () => {
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

  test('is looked for through a method of the sockets’ class, which is as it was afterwards', () => {
    const during = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect');
    stop();
    const after = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect');
    expect([during?.value.name, during?.value.length]).toEqual([after?.value.name, after?.value.length]);
    expect(after?.value).not.toBe(during?.value);
  });
});
