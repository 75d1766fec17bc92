/**
 * The parts of `params.yaml:train.lr`, the form in which `dvc stage add --params` takes a parameter of a file. In dvc.yaml
 * it is one name, which no file has.
 */
export function fileAndKey(written: string): { readonly file: string; readonly key: string } | undefined {
  const [, file, key] = /^([^:\s]+\.(?:ya?ml|json|toml|py)):([^:\s]+)$/.exec(written) ?? [];
  return file === undefined || key === undefined ? undefined : { file, key };
}
