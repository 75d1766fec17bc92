import { badConfig } from "#core/data/failures";
import { type IniEntry, readIni } from "#core/pipeline/settings/read-ini";

/** As {@link readIni}. Throws a Failure that names the file and the line of what DVC refuses as well. */
export function* scanIni(file: string, text: string): Generator<IniEntry> {
  for (const entry of readIni(text)) {
    if (entry.kind === "fault") throw badConfig(file, entry.line, entry.why);
    yield entry;
  }
}
