import * as vscode from "vscode";

import {
  type FilesAnswer,
  mostFileBytes,
  pathOfFolder,
  placeBelow,
  readFilesRequest,
} from "#protocol/file-requests";

/** Answers a server that has no files of its own. It sees what is in the open folders, and nothing around them. */
export async function answerFilesRequest(request: unknown): Promise<FilesAnswer> {
  const { texts, folders } = readFilesRequest(request);
  const [textsRead, foldersRead] = await Promise.all([
    Promise.all(texts.map((path) => orNull(path, readText))),
    Promise.all(folders.map((path) => orNull(path, listNames))),
  ]);
  return { texts: textsRead, folders: foldersRead };
}

/** Whatever cannot be read counts as absent: another feature of the editor says why. */
async function orNull<T>(path: string, read: (uri: vscode.Uri) => Promise<T>): Promise<T | null> {
  const uri = uriInWorkspace(path);
  if (uri === undefined) return null;
  return read(uri).catch(() => null);
}

function uriInWorkspace(path: string): vscode.Uri | undefined {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const below = placeBelow(pathOfFolder(uri), path);
    if (below !== undefined) return below === "" ? uri : vscode.Uri.joinPath(uri, below);
  }
  return undefined;
}

async function readText(uri: vscode.Uri): Promise<string | null> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > mostFileBytes) return null;
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

async function listNames(uri: vscode.Uri): Promise<readonly string[]> {
  const entries = await vscode.workspace.fs.readDirectory(uri);
  return entries.map(([name, type]) => (type === vscode.FileType.Directory ? `${name}/` : name));
}
