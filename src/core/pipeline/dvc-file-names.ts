/** True of a file, by its path or name, that defines stages: DVC knows them by the name `dvc.yaml` alone. */
export function isPipelineFile(path: string): boolean {
  return path === "dvc.yaml" || path.endsWith("/dvc.yaml");
}

/** True of a file, by its path or name, that records what stages were run with. */
export function isLockFile(path: string): boolean {
  return path === "dvc.lock" || path.endsWith("/dvc.lock");
}

/** True of a file, by its path or name, that tracks data. The folder `.dvc` has no name before its dot. */
export function isDataFile(path: string): boolean {
  return /[^/]\.dvc$/.test(path);
}
