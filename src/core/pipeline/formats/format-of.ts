/** The languages of parameter and metrics files. */
export type DataFormat = "yaml" | "json" | "toml" | "python";

/** How DVC reads a file of values, by its suffix: what it does not know it takes for YAML. */
export function formatOf(path: string): DataFormat {
  const suffix = /\.[^./]*$/.exec(path)?.[0].toLowerCase();
  if (suffix === ".json") return "json";
  if (suffix === ".toml") return "toml";
  return suffix === ".py" ? "python" : "yaml";
}
