import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";
import { findUnusualNames } from "./stage-name.ts";
import { findUnusedVars } from "./vars-unused.ts";
import { findUnusedAnchors } from "./yaml-anchor-unused.ts";
import { findDialects } from "./yaml-dialect.ts";
import { findTrailingNewlines } from "./yaml-trailing-newline-block.ts";

/** Rules over the text of one dvc.yaml and nothing else: what they say stays true until that text changes. */
const documentRules: readonly ((document: Document) => readonly Problem[])[] = [
  findUnusedAnchors,
  findTrailingNewlines,
  findUnusedVars,
];

/** What the rules over the text of one dvc.yaml say. */
function documentProblems(document: Document): Problem[] {
  return documentRules.flatMap((rule) => rule(document));
}

/** What is odd about the texts of dvc.yaml and parameter files, whatever the stages are. */
export function findOddTexts(facts: CheckFacts): Problem[] {
  const ofParameters = facts.parameterFiles().flatMap((path) => {
    const document = facts.valuesOf(path)?.document;
    return document === undefined ? [] : findUnusedAnchors(document);
  });
  const ofPipelines = facts.pipeline.files.flatMap((file) => documentProblems(file.document));
  return [...ofPipelines, ...findUnusualNames(facts), ...ofParameters, ...findDialects(facts)];
}
