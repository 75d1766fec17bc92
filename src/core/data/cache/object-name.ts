import type { HashAlgorithm } from "#core/data/hash/md5";

/** A blob that is named after its content. */
export interface DataObject {
  /** 32 hex digits, with `.dir` for the listing of a folder. */
  readonly md5: string;
  /** It was recorded by DVC 2, which hashed text with Unix line ends and kept objects in another place. */
  readonly isLegacy: boolean;
}

/** True for the hash of a folder, which is that of its listing. */
export function isListing(md5: string): boolean {
  return md5.endsWith(".dir");
}

/** How the content of an object becomes its name. */
export function algorithmOf({ md5, isLegacy }: DataObject): HashAlgorithm {
  return isLegacy && !isListing(md5) ? "md5-dos2unix" : "md5";
}

/** Where an object is, in a cache and in a remote alike: relative, with `/`. */
export function objectName({ md5, isLegacy }: DataObject): string {
  return `${isLegacy ? "" : "files/md5/"}${md5.slice(0, 2)}/${md5.slice(2)}`;
}

/** The object of a name that a remote lists. Undefined for anything else that is there. */
export function parseObjectName(name: string): DataObject | undefined {
  const [, place, first, rest] = /^(files\/md5\/)?([0-9a-f]{2})\/([0-9a-f]{30}(?:\.dir)?)$/u.exec(name) ?? [];
  if (first === undefined || rest === undefined) return undefined;
  return { md5: first + rest, isLegacy: place === undefined };
}

/** True for a hash that can be the name of an object: one from a file that anyone may have written may not be. */
export function isObjectHash(md5: string): boolean {
  return /^[0-9a-f]{32}(?:\.dir)?$/u.test(md5);
}
