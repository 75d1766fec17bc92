import "./extension.suite.ts";
// First, because it needs the sample as it is: the next one edits it, and VS Code may save that by itself.
import "./writing.suite.ts";
import "./language.suite.ts";
