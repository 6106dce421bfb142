import { isJsonObject, type Json, type JsonObject, put, type Writable } from '../../json/json';
import type { Steps } from '../../runtime/steps';

/** Of so many names, the next step is another's turn. */
const stepNames = 200;

/**
 * Names with dots have become objects in objects: where more of a name is masked whole than in its parts, as of `alice@example.com`,
 * it is put together again.
 */
export function* withWholeNames(object: JsonObject, clean: (name: string) => string): Steps<JsonObject> {
  const whole: Writable = {};
  let isSame = true;
  let names = 0;
  for (const [name, value = null] of Object.entries(object)) {
    if (!isJsonObject(value)) {
      put(whole, name, value);
      continue;
    }
    const below = yield* withWholeNames(value, clean);
    const rest: Writable = {};
    let isWhole = false;
    for (const leaf of leavesOf(below)) {
      const path = [name, ...leaf.path];
      const isSplit = clean(path.join('.')) !== path.map(clean).join('.');
      if (isSplit) put(whole, path.join('.'), leaf.value);
      else place(rest, leaf.path, leaf.value);
      isWhole ||= isSplit;
      names += 1;
      if (names % stepNames === 0) yield;
    }
    if (!isWhole) put(whole, name, below);
    else if (Object.keys(rest).length > 0) put(whole, name, rest);
    isSame &&= !isWhole && below === value;
  }
  return isSame ? object : whole;
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: Json;
}

function* leavesOf(object: JsonObject): Generator<Leaf, void, void> {
  for (const [name, value = null] of Object.entries(object)) {
    if (!isJsonObject(value) || Object.keys(value).length === 0) yield { path: [name], value };
    else for (const leaf of leavesOf(value)) yield { path: [name, ...leaf.path], value: leaf.value };
  }
}

function place(root: Writable, path: readonly string[], value: Json): void {
  let at = root;
  for (const step of path.slice(0, -1)) {
    if (!Object.hasOwn(at, step)) put(at, step, {});
    at = at[step] as Writable;
  }
  put(at, path.at(-1) ?? '', value);
}
