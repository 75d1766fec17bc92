/** A tree over the segments of repository-relative paths, so that "inside" and "contains" cost the depth of a path. */
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

interface Branch<T> {
  readonly values: T[];
  readonly children: Map<string, Branch<T>>;
}

/** Makes an empty trie. */
export function createPathTrie<T>(): PathTrie<T> {
  const root: Branch<T> = { values: [], children: new Map() };
  return {
    add: (path, value) => {
      let branch = root;
      for (const segment of segmentsOf(path)) {
        let child = branch.children.get(segment);
        if (!child) {
          child = { values: [], children: new Map() };
          branch.children.set(segment, child);
        }
        branch = child;
      }
      branch.values.push(value);
    },
    at: (path) => find(root, path)?.values ?? [],
    above: (path) => {
      const found: T[] = [];
      let branch: Branch<T> | undefined = root;
      for (const segment of segmentsOf(path)) {
        if (!branch) break;
        found.push(...branch.values);
        branch = branch.children.get(segment);
      }
      return found;
    },
    below: (path) => {
      const found: T[] = [];
      const visit = (branch: Branch<T>): void => {
        for (const child of branch.children.values()) {
          found.push(...child.values);
          visit(child);
        }
      };
      const start = find(root, path);
      if (start) visit(start);
      return found;
    },
  };
}

function find<T>(root: Branch<T>, path: string): Branch<T> | undefined {
  let branch: Branch<T> | undefined = root;
  for (const segment of segmentsOf(path)) branch = branch?.children.get(segment);
  return branch;
}

function segmentsOf(path: string): string[] {
  return path === "." ? [] : path.split("/");
}
