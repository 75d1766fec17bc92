import { isUrl, isWithin, relativePath, resolvePath } from "../repository-path.ts";
import type { TextChange } from "../problem.ts";
import { scalarYaml } from "../yaml/print-yaml.ts";
import type { OccurrenceWorld } from "./collector.ts";
import { occurrencesOf, occurrencesWithin } from "./find-occurrences.ts";
import type { Named, Occurrence, Role } from "./occurrence.ts";

/** What a rename changes, or the sentence that says why it cannot be done. */
export type Renaming =
  | { readonly kind: "changes"; readonly changes: readonly RenameChange[]; readonly moved?: PathMove }
  | { readonly kind: "refused"; readonly why: string };

export interface RenameChange extends TextChange {
  readonly role: Role;
}

/** A path of the repository that becomes another one. */
export interface PathMove {
  readonly from: string;
  readonly to: string;
}

/** Gives the thing at an occurrence another name, everywhere. A path is typed as it is written at that place. */
export function rename(world: OccurrenceWorld, found: Occurrence, newName: string): Renaming {
  const refusal = refusalOf(found) ?? nameRefusal(world, found.named, newName);
  if (refusal !== undefined) return { kind: "refused", why: refusal };
  if (found.named.kind === "path") {
    const to = resolvePath(found.folder ?? ".", newName.replace(/\/+$/, ""));
    return renamePath(world, { from: found.named.path, to });
  }
  const places = occurrencesOf(world, found.named);
  const inexact = places.find(({ exact }) => !exact);
  if (inexact !== undefined)
    return refuse(`it is also named in ${inexact.file}, in quotes that change its text`);
  return { kind: "changes", changes: places.map((place) => rewritten(place, newName)) };
}

/** Why what stands at an occurrence has no name that could be changed; undefined where it has one. */
export function refusalOf({ named, exact }: Occurrence): string | undefined {
  if (!exact) return "An expression, or an escape in quotes, gives this name: rename where it comes from.";
  if (named.kind === "local" && named.path.length === 1 && /^(?:item|key)$/.test(named.path[0] ?? "")) {
    return `'${named.path[0]}' is DVC's own word for what a group goes through.`;
  }
  const isItem = "path" in named && typeof named.path === "object" && /^-?\d+$/.test(named.path.at(-1) ?? "");
  return isItem ? "An item of a list has a place and no name." : undefined;
}

function nameRefusal(world: OccurrenceWorld, named: Named, name: string): string | undefined {
  if (named.kind === "path") return isUrl(name) || name.trim() === "" ? "A path is needed here." : undefined;
  const allowed = named.kind === "artifact" ? /^[a-zA-Z0-9](?:[\w/-]*[a-zA-Z0-9])?$/ : /^[\p{L}\p{N}_-]+$/u;
  if (!allowed.test(name)) return `'${name}' cannot be a name: letters, digits, '_' and '-' can be in one.`;
  const isPython = named.kind === "parameter" && named.file.endsWith(".py");
  if (isPython && !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return `'${name}' is no name in Python.`;
  const renamed: Named =
    "path" in named ? { ...named, path: [...named.path.slice(0, -1), name] } : { ...named, name };
  const taken = occurrencesOf(world, renamed).find(({ role }) => role === "definition");
  return taken === undefined ? undefined : `There is a '${name}' in ${taken.file} already.`;
}

function renamePath(world: OccurrenceWorld, move: PathMove): Renaming {
  const places = occurrencesWithin(world, move.from);
  const inexact = places.find(({ exact }) => !exact);
  if (inexact !== undefined) return refuse(`an expression in ${inexact.file} gives this path, too`);
  const changes = places.flatMap((place) => moveChange(place, [move]) ?? []);
  return { kind: "changes", changes, moved: move };
}

/**
 * What has to be written elsewhere when files or folders move: paths into them, and in dvc.yaml files that move
 * themselves the paths out of their folder. Paths that an expression gives stay.
 */
export function changesForMoves(
  places: readonly Occurrence[],
  moves: readonly PathMove[],
): readonly RenameChange[] {
  return places.flatMap((place) => (place.exact ? (moveChange(place, moves) ?? []) : []));
}

function moveChange(place: Occurrence, moves: readonly PathMove[]): RenameChange | undefined {
  const { named, folder } = place;
  if (named.kind !== "path" || folder === undefined) return undefined;
  const [newFolder, newPath] = [movedPath(folder, moves), movedPath(named.path, moves)];
  const isSame = relativePath(newFolder, newPath) === relativePath(folder, named.path);
  return isSame ? undefined : rewritten(place, relativePath(newFolder, newPath));
}

function movedPath(path: string, moves: readonly PathMove[]): string {
  const move = moves.find(({ from }) => isWithin(path, from));
  return move === undefined ? path : move.to + path.slice(move.from.length);
}

/** The change that writes another name at an occurrence, in its quotes. */
export function rewritten({ file, range, role, style, whole }: Occurrence, name: string): RenameChange {
  const isYaml = !/\.(?:json|toml|py)$/i.test(file);
  const quoted = (): string => {
    if (style === "single") return name.replaceAll("'", "''");
    if (style === "double") return JSON.stringify(name).slice(1, -1);
    return isYaml && style === "plain" ? scalarYaml(name) : name;
  };
  return { file, range, role, newText: whole ? quoted() : name };
}

function refuse(why: string): Renaming {
  return { kind: "refused", why: `This cannot be renamed: ${why}.` };
}
