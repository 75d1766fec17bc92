/**
 * Absolute path of a `file:` URI, with `/`, on Windows with a small letter for the drive in front. Of another URI, such
 * as that of a document that was never saved, what stands behind its scheme.
 */
export function pathOfUri(uri: string): string {
  const parts = /^[\w+.-]+:(?:\/\/([^/?#]*))?([^?#]*)/.exec(uri);
  const host = decoded(parts?.[1] ?? "");
  const path = decoded(parts?.[2] ?? "");
  if (host !== "" && path.length > 1) return `//${host}${path}`;
  const drive = /^\/([A-Za-z]):/.exec(path)?.[1];
  return drive === undefined ? path : `${drive.toLowerCase()}${path.slice(2)}`;
}

/** The `file:` URI of an absolute path with `/`, spelt as VS Code spells it: it compares URIs by their text. */
export function uriOfPath(path: string): string {
  const [, host = "", below = path] = /^\/\/([^/]+)(.*)$/.exec(path) ?? [];
  const rooted = below.startsWith("/") ? below : `/${below}`;
  const withDrive = rooted.replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase());
  return `file://${encoded(host.toLowerCase()).replace(/%3A/g, ":")}${withDrive.split("/").map(encoded).join("/")}`;
}

function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A percent sign that begins no character stands for itself. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

/** The scheme of a URI, such as `file`. */
export function schemeOf(uri: string): string {
  return uri.slice(0, uri.indexOf(":"));
}
