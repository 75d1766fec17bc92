import type { Cache } from "#core/data/cache/cache";
import type { Config } from "#core/data/config/config";

/** The cache that data from elsewhere is brought into. */
export interface DataStore {
  /** Absolute path of the folder that holds `.dvc`, for what is on its way. */
  readonly root: string;
  readonly config: Config;
  readonly cache: Cache;
}
