// Preloaded into a process of ours (`node --import`): kills it with SIGKILL at its n-th change of the file system, so that
// a test can stand it still at every moment that leaves something different behind. A write of more than a page is cut in
// the middle, which the system does to none that is smaller; any other change does not happen. Environment:
//   KILL_AT     the number of the change, from 1; without it nothing is killed
//   KILL_IN     a word that the command line must hold for its changes to count
//   KILL_COUNT  a file that gets the number of changes when the process ends by itself
import fs from "node:fs";
import fsp from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const { KILL_AT, KILL_IN = "", KILL_COUNT } = process.env;
const isMeant = process.argv.join(" ").includes(KILL_IN);
const writeCount = fs.writeFileSync;
let count = 0;
if (isMeant && KILL_COUNT !== undefined) process.on("exit", () => writeCount(KILL_COUNT, String(count)));

const isTime = () => isMeant && ++count === Number(KILL_AT);
const die = () => process.kill(process.pid, "SIGKILL");

function killBefore(object, name, isChange = () => true) {
  const original = object[name];
  object[name] = function (...args) {
    if (isChange(args) && isTime()) die();
    return original.apply(this, args);
  };
}

/** @param position which of the arguments is the data */
function killWithin(object, name, position) {
  const original = object[name];
  object[name] = function (...args) {
    const isOfFile = position === 0 || typeof args[0] !== "number" || args[0] > 2;
    if (!isOfFile || !isTime()) return original.apply(this, args);
    const data = args[position];
    if (data.length <= 4096) die();
    const half = data.slice(0, data.length >> 1);
    const result = original.apply(this, [...args.slice(0, position), half]);
    return result instanceof Promise ? result.then(die) : die();
  };
}

const opensForWriting = ([, flags = "r"]) =>
  typeof flags === "string"
    ? /[wa+]/.test(flags)
    : (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
const isText = (data) => typeof data === "string" || ArrayBuffer.isView(data);

for (const name of [
  "rename",
  "unlink",
  "rm",
  "rmdir",
  "mkdir",
  "copyFile",
  "link",
  "symlink",
  "chmod",
  "truncate",
]) {
  for (const [object, own] of [
    [fs, `${name}Sync`],
    [fsp, name],
  ])
    killBefore(object, own);
}
killBefore(fs, "fchmodSync");
killBefore(fs, "openSync", opensForWriting);
killBefore(fsp, "open", opensForWriting);
killWithin(fs, "writeSync", 1);
killWithin(fs, "writeFileSync", 1);
killWithin(fsp, "writeFile", 1);
const some = await fsp.open(process.execPath);
const handles = Object.getPrototypeOf(some);
await some.close();
killBefore(handles, "truncate");
killBefore(handles, "chmod");
killWithin(handles, "write", 0);
const writeWhole = handles.writeFile;
handles.writeFile = function (data, ...rest) {
  return isText(data) ? this.write(data).then(() => undefined) : writeWhole.call(this, data, ...rest);
};
syncBuiltinESMExports();
