import { fileURLToPath } from "node:url";
import path from "node:path";
import { packageExtension } from "../../scripts/package.mjs";
import { createSample } from "../../scripts/setup/sample.mjs";
import { startVsCodeServer } from "../../scripts/setup/vscode-server.mjs";
import { openBrowser } from "./browser.ts";
import { makeTempFolder } from "./temp-folder.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A VS Code with the packaged extension installed and the sample open. */
export interface OpenedSample {
  readonly workbench: Workbench;
  /** Absolute path of the sample. */
  readonly sample: string;
  /** Absolute path of the folder with VS Code's logs. */
  readonly logs: string;
  close(): Promise<void>;
}

export interface OpenedSampleOptions {
  /** Changes the sample before it is opened. */
  readonly prepare?: (sample: string) => Promise<void>;
  /** Default true: the folder is trusted without a question. */
  readonly trusted?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Other extensions to install, as .vsix files. */
  readonly others?: readonly string[];
}

export async function openSample(options: OpenedSampleOptions = {}): Promise<OpenedSample> {
  const temp = await makeTempFolder();
  const sample = path.join(temp.folder, "digits");
  await createSample(root, sample);
  await options.prepare?.(sample);
  const server = await startVsCodeServer({
    temp: temp.folder,
    extensions: [await packageExtension(), ...(options.others ?? [])],
    workspaceTrust: options.trusted === false,
    settings: options.settings ?? {},
  });
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  return {
    sample,
    logs: path.join(temp.folder, "user", "logs"),
    workbench: await openWorkbench(page, server.address(sample)),
    close: async () => {
      await browser.close();
      await server.stop();
      await temp.remove();
    },
  };
}
