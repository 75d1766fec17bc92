/**
 * The environment of a command: that of this process, what the run adds, and `DVC_ROOT`, which as in DVC does not
 * replace one that is set already. `DVC_STAGE` is added for each stage.
 */
export function commandEnvironment(
  root: string,
  own: NodeJS.ProcessEnv,
  added: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  // Set for our own process, which may be Electron; a command that starts Electron must not inherit it.
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = own;
  // Python holds back what it prints to a file; a log that people follow must not lag behind.
  return { PYTHONUNBUFFERED: "1", DVC_ROOT: root, ...inherited, ...added };
}
