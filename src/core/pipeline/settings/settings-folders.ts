/** What says where a machine keeps settings. */
export interface Machine {
  /** As Node names it. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
}

/**
 * The folders with the `config` of the machine and with that of the user, which wins: where Python's platformdirs puts them
 * for DVC, unless the environment says otherwise.
 */
export function settingsFolders(machine: Machine): { readonly system: string; readonly user: string } {
  const { env } = machine;
  const { system, user } = usualFolders(machine);
  return { system: env["DVC_SYSTEM_CONFIG_DIR"] ?? system, user: env["DVC_GLOBAL_CONFIG_DIR"] ?? user };
}

function usualFolders({ platform, env, home }: Machine): { readonly system: string; readonly user: string } {
  if (platform === "win32") {
    return {
      system: `${env["ProgramData"] ?? "C:\\ProgramData"}\\iterative\\dvc`,
      user: `${env["LOCALAPPDATA"] ?? `${home}\\AppData\\Local`}\\iterative\\dvc`,
    };
  }
  if (platform === "darwin") {
    return {
      system: "/Library/Application Support/dvc",
      user: `${home}/Library/Application Support/dvc`,
    };
  }
  return {
    system: `${env["XDG_CONFIG_DIRS"]?.split(":")[0] || "/etc/xdg"}/dvc`,
    user: `${env["XDG_CONFIG_HOME"] || `${home}/.config`}/dvc`,
  };
}
