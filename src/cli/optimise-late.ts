import { setFlagsFromString } from "node:v8";

/** V8 of Node.js 20. Later ones do not have the setting and complain of it; Electron's Node.js 20 has a later one, too. */
const knownV8 = /^11\.3\./;

/**
 * Lets V8 wait longer before it compiles a function for speed. Most commands end so soon that compiling, which takes a
 * processor of its own for as long, costs more than it brings: `status` of 1,000 stages takes a tenth less with this. In
 * work that takes seconds the functions that matter are still compiled.
 */
export function optimiseLate(): void {
  if (knownV8.test(process.versions.v8)) setFlagsFromString("--interrupt-budget=250000");
}
