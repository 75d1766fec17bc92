const pattern = /^v(\d+)\.(\d+)\.(\d+)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** The version that GTO would make next: the patch after the greatest one, `v0.0.1` at first. */
export function nextVersion(greatestFirst: readonly string[]): string {
  const parts = pattern.exec(greatestFirst[0] ?? "");
  return parts ? `v${parts[1]}.${parts[2]}.${Number(parts[3]) + 1}` : "v0.0.1";
}

/** Why a text is no new version, or undefined when it is. */
export function versionProblem(text: string, taken: readonly string[]): string | undefined {
  if (!pattern.test(text)) return "A version is written v1.2.3.";
  return taken.includes(text) ? `${text} is registered already.` : undefined;
}
