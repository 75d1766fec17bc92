import "./extension.suite.ts";
import "./language.suite.ts";
