/** Values at repository-relative paths, so that "inside" and "contains" cost the depth of a path. */
export interface PathTrie<T> {
  /** Adds a value at a path; several values may share one. */
  add(path: string, value: T): void;
  /** Values exactly at a path. */
  at(path: string): readonly T[];
  /** Values at folders above a path, outermost first. */
  above(path: string): T[];
  /** Values at paths inside a folder, without the folder itself, in the order in which folders were first added. */
  below(path: string): T[];
}

/** Makes an empty trie. */
export function createPathTrie<T>(): PathTrie<T> {
  const values = new Map<string, T[]>();
  /** What was added right inside of a folder: paths with values, and folders on the way to them. */
  const members = new Map<string, string[]>();
  const collect = (folder: string, found: T[]): void => {
    for (const member of members.get(folder) ?? []) {
      found.push(...(values.get(member) ?? []));
      collect(member, found);
    }
  };
  /** Makes a path a member of its folder, and so on upwards until a folder is one already. */
  const enter = (path: string): void => {
    for (let member = path; member !== "."; member = parentOf(member)) {
      const others = members.get(parentOf(member));
      others?.push(member);
      if (!others) members.set(parentOf(member), [member]);
      if (others || values.has(parentOf(member))) return;
    }
  };
  return {
    add(path, value) {
      const known = values.get(path);
      if (known) known.push(value);
      else values.set(path, [value]);
      if (!known && !members.has(path)) enter(path);
    },
    at: (path) => values.get(path) ?? [],
    above(path) {
      const found: T[] = [];
      if (path !== ".") found.push(...(values.get(".") ?? []));
      for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
        found.push(...(values.get(path.slice(0, slash)) ?? []));
      }
      return found;
    },
    below(path) {
      const found: T[] = [];
      collect(path, found);
      return found;
    },
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || ".";
}
