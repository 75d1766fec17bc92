import { decodeText } from "#core/metrics/file-source";
import type { FileSource } from "#core/metrics/file-source";
import { loadPipeline } from "#core/pipeline/load";
import type { Pipeline, ResolveOptions } from "#core/pipeline/model";

/**
 * Loads a pipeline of a place that can only be asked and waited for, such as a Git revision. The pipeline itself is
 * pure and asks for texts on the spot; what it asked for in vain is fetched, and it is loaded again, until it has all.
 * @param paths the dvc.yaml files
 */
export async function loadPipelineOf(
  source: FileSource,
  paths: readonly string[],
  options: Omit<ResolveOptions, "read"> = {},
): Promise<Pipeline> {
  const texts = new Map<string, string | undefined>();
  await fetchTexts(source, [...paths, "params.yaml"], texts);
  for (;;) {
    const missing = new Set<string>();
    const read = (path: string): string | undefined => {
      if (!texts.has(path)) missing.add(path);
      return texts.get(path);
    };
    const pipeline = loadPipeline(paths, { ...options, read });
    if (missing.size === 0) return pipeline;
    await fetchTexts(source, [...missing], texts);
  }
}

async function fetchTexts(
  source: FileSource,
  paths: readonly string[],
  texts: Map<string, string | undefined>,
): Promise<void> {
  await Promise.all(
    paths.map(async (path) => {
      const bytes = await source.read(path);
      texts.set(path, bytes && decodeText(bytes));
    }),
  );
}
