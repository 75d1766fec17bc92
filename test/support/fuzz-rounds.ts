/**
 * How many random inputs a test tries: a few in everyday runs, which are to stay quick, and ten times as many in the interop
 * tier, which runs the same tests once more. TRAINYARD_FUZZ says how many times as many.
 */
export function fuzzRounds(everyday: number): number {
  return everyday * Number(process.env["TRAINYARD_FUZZ"] ?? 1);
}
