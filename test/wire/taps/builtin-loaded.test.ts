import { onceLoaded } from '../../../src/wire/taps/builtin-loaded';

const http2 = 'NativeModule http2';

describe('the loading of a module of Node', () => {
  let modules: unknown[];
  let loaded: number;
  let stop: () => void;
  beforeEach(() => {
    modules = ['NativeModule fs'];
    loaded = 0;
    stop = onceLoaded('http2', () => (loaded += 1), modules);
  });
  afterEach(() => stop());

  test('is noticed at once, and once', () => {
    modules.push('NativeModule internal/http2/core');
    expect(loaded).toBe(0);
    modules.push(http2);
    expect(loaded).toBe(1);
    modules.push(http2);
    expect(loaded).toBe(1);
  });

  test('was noticed before if it is loaded', () => {
    onceLoaded('fs', () => (loaded += 1), modules);
    expect(loaded).toBe(1);
  });

  test('is noticed for several that wait, of whom one may have stopped, and one may fail', () => {
    const others: string[] = [];
    const failing = (): never => {
      throw new Error('of a listener');
    };
    const stopOther = onceLoaded('http2', () => others.push('stopped'), modules);
    onceLoaded('http2', failing, modules);
    onceLoaded('http2', () => others.push('late'), modules);
    stopOther();
    modules.push(http2);
    expect([loaded, others]).toEqual([1, ['late']]);
  });

  test('leaves the list as it was, and as long as it would be', () => {
    expect(modules).toBeInstanceOf(Array);
    modules.push('NativeModule net');
    expect([...modules]).toEqual(['NativeModule fs', 'NativeModule net']);
    expect(Object.getPrototypeOf(modules)).not.toBe(Array.prototype);
    stop();
    expect(Object.getPrototypeOf(modules)).toBe(Array.prototype);
    modules.push(http2);
    expect([loaded, modules.length]).toEqual([0, 3]);
  });
});
