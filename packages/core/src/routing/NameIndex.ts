import type { NamePattern, TraefikName } from './traefikNames';

const DIGEST = /[0-9a-f]{20}/;

/** Finds what stands for a name of Traefik's, whether it was known whole or but for its middle. */
export class NameIndex<T> {
  private readonly byName = new Map<string, T[]>();
  /** By the digest and what follows. */
  private readonly byEnd = new Map<
    string,
    { pattern: NamePattern; value: T }[]
  >();

  add(name: TraefikName, value: T): void {
    if (typeof name === 'string') push(this.byName, name, value);
    else push(this.byEnd, name.after, { pattern: name, value });
  }

  /** All that the name may stand for, in the order in which it was added. */
  find(name: string): readonly T[] {
    return this.byName.get(name) ?? this.findByPattern(name);
  }

  private findByPattern(name: string): T[] {
    if (this.byEnd.size === 0) return [];
    const found: T[] = [];
    for (let at = nextDigest(name, 0); at >= 0; at = nextDigest(name, at + 1)) {
      for (const { pattern, value } of this.byEnd.get(name.slice(at)) ?? []) {
        const { before, middle } = pattern;
        const isIt =
          at > before.length &&
          name.startsWith(before) &&
          middle.test(name.slice(before.length, at));
        if (isIt) found.push(value);
      }
    }
    return found;
  }
}

/** Where the next 20 hexadecimal digits begin; -1 if there are none. */
function nextDigest(name: string, from: number): number {
  const at = name.slice(from).search(DIGEST);
  return at < 0 ? -1 : from + at;
}

/** How a name is shown, and told from others. */
export function nameText(name: TraefikName): string {
  return typeof name === 'string' ? name : `${name.before}…${name.after}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
